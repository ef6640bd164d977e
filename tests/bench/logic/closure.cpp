// The transitive closure of the edges in a file, by hand: semi-naive evaluation over a hash set of pairs, delta first,
// then all pairs in order, as Mochi hands them out. Prints how many there are and the last one.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

using Pair = std::pair<uint32_t, uint32_t>;

// Pairs as words of 64 bits, open addressing; 0 is a free slot, so words are one more.
class PairSet {
 public:
  bool insert(uint32_t x, uint32_t y) {
    if (count_ * 2 >= slots_.size()) {
      grow();
    }
    return place(((uint64_t)x << 32 | y) + 1);
  }

 private:
  bool place(uint64_t word) {
    uint64_t mask = slots_.size() - 1;
    for (uint64_t at = word * UINT64_C(0x9e3779b97f4a7c15) >> 20 & mask;; at = (at + 1) & mask) {
      if (slots_[at] == word) {
        return false;
      }
      if (slots_[at] == 0) {
        slots_[at] = word;
        count_++;
        return true;
      }
    }
  }

  void grow() {
    std::vector<uint64_t> old(std::max<size_t>(1024, slots_.size() * 2));
    std::swap(old, slots_);
    count_ = 0;
    for (uint64_t word : old) {
      if (word != 0) {
        place(word);
      }
    }
  }

  std::vector<uint64_t> slots_;
  size_t count_ = 0;
};

int main(int, char **argv) {
  std::FILE *file = std::fopen(argv[1], "r");
  if (file == nullptr) {
    std::perror(argv[1]);
    return 1;
  }
  std::vector<std::vector<uint32_t>> into;  // by the node that an edge ends in
  std::vector<Pair> found;
  PairSet known;
  unsigned x;
  unsigned y;
  while (std::fscanf(file, "%u %u", &x, &y) == 2) {
    into.resize(std::max<size_t>(into.size(), std::max(x, y) + 1));
    into[y].push_back(x);
    if (known.insert(x, y)) {
      found.emplace_back(x, y);
    }
  }
  // path(x, z) :- edge(x, y), path(y, z)
  for (size_t at = 0; at < found.size(); at++) {
    auto [from, to] = found[at];
    for (uint32_t before : into[from]) {
      if (known.insert(before, to)) {
        found.emplace_back(before, to);
      }
    }
  }
  std::sort(found.begin(), found.end());
  std::printf("%zu %u %u\n", found.size(), found.back().first, found.back().second);
}
