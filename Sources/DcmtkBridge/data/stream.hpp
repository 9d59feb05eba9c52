/* stream.hpp - DCMTK's input and output streams over our files and buffers.
 *
 * DCMTK's own file stream opens the path again for every value that it loads later and asks stdio for its position all
 * the time; ours shares one descriptor, and can leave out a range (encapsulated Pixel Data, of which DCMTK would make
 * one object a fragment).
 */
#ifndef VEIL_DATA_STREAM_HPP
#define VEIL_DATA_STREAM_HPP

#include "inflate.hpp"
#include "source.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrma.h>
#include <dcmtk/dcmdata/dcostrma.h>

#include <memory>
#include <vector>

namespace bridge {

/* Bytes [begin, end) of a file without [hole_begin, hole_end). */
struct Extent {
    uint64_t begin;
    uint64_t end;
    uint64_t hole_begin;
    uint64_t hole_end;
};

class FileProducer final : public DcmProducer {
public:
    FileProducer(std::shared_ptr<const File> file, Extent extent);

    OFBool good() const override { return status_.good(); }
    OFCondition status() const override { return status_; }
    OFBool eos() override { return position_ >= extent_.end; }
    offile_off_t avail() override;
    offile_off_t read(void *target, offile_off_t count) override;
    offile_off_t skip(offile_off_t count) override;
    void putback(offile_off_t count) override;

    const std::shared_ptr<const File> &file() const { return file_; }
    /* What is still to come. */
    Extent rest() const;

private:
    uint64_t contiguous() const;
    size_t read_piece(uint8_t *target, size_t count);

    std::shared_ptr<const File> file_;
    const Extent extent_;
    uint64_t position_;
    OFCondition status_;
    std::vector<uint8_t> window_;
    uint64_t window_offset_ = 0;
};

class FileStream final : public DcmInputStream {
public:
    FileStream(std::shared_ptr<const File> file, Extent extent);
    DcmInputStreamFactory *newFactory() const override;

private:
    FileProducer producer_;
};

/* Makes streams that begin where a value stands. */
class FileStreamFactory final : public DcmInputStreamFactory {
public:
    FileStreamFactory(std::shared_ptr<const File> file, Extent extent) : file_(std::move(file)), extent_(extent) {}
    DcmInputStream *create() const override { return new FileStream(file_, extent_); }
    DcmInputStreamFactory *clone() const override { return new FileStreamFactory(file_, extent_); }
    DcmInputStreamFactoryType ident() const override { return DFT_DcmInputFileStreamFactory; }

private:
    std::shared_ptr<const File> file_;
    Extent extent_;
};

class VectorConsumer final : public DcmConsumer {
public:
    explicit VectorConsumer(std::vector<uint8_t> &bytes) : bytes_(bytes) {}
    OFBool good() const override { return OFTrue; }
    OFCondition status() const override { return EC_Normal; }
    OFBool isFlushed() const override { return OFTrue; }
    offile_off_t avail() const override { return 1 << 30; }
    offile_off_t write(const void *source, offile_off_t count) override;
    void flush() override {}

private:
    std::vector<uint8_t> &bytes_;
};

/* Appends what is written to `bytes`, which must live longer. */
class VectorStream final : public DcmOutputStream {
public:
    explicit VectorStream(std::vector<uint8_t> &bytes) : DcmOutputStream(&consumer_), consumer_(bytes) {}

private:
    VectorConsumer consumer_;
};

/* Writes to a descriptor that it takes over, deflating if told to; `status` tells of a full disk, which stdio would
 * tell only on closing. */
class FileConsumer final : public DcmConsumer {
public:
    FileConsumer(int descriptor, bool deflates);
    ~FileConsumer() override;
    OFBool good() const override { return status_.good(); }
    OFCondition status() const override { return status_; }
    OFBool isFlushed() const override { return buffer_.empty(); }
    offile_off_t avail() const override { return 1 << 30; }
    offile_off_t write(const void *source, offile_off_t count) override;
    void flush() override;
    /* Ends a deflated stream and writes what is left. */
    void finish();

private:
    const int descriptor_;
    OFCondition status_;
    std::vector<uint8_t> buffer_;
    std::unique_ptr<Deflater> deflater_;
};

class FileOutput final : public DcmOutputStream {
public:
    FileOutput(int descriptor, bool deflates) : DcmOutputStream(&consumer_), consumer_(descriptor, deflates) {}
    /* True if everything is written. */
    bool finish();

private:
    FileConsumer consumer_;
};

}  // namespace bridge

#endif
