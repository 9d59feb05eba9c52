/* vector.hpp - loops over bytes that use wider registers where the machine has them; the results are the same. */
#ifndef VEIL_TEXT_VECTOR_HPP
#define VEIL_TEXT_VECTOR_HPP

#if defined(__x86_64__) && defined(__linux__)
#define VECTOR_LOOP __attribute__((target_clones("avx2", "default")))
#else
#define VECTOR_LOOP
#endif

#endif
