"""usage: python -m make_lexicon FILE TOOL"""

import sys
from pathlib import Path

import lexicon

if __name__ == "__main__":
    print(lexicon.write(Path(sys.argv[1]), sys.argv[2]))
