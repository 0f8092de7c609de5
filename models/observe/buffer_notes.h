// Who wrote last, and who wrote first, into memory in which messages are being put together.
//
// One note per 64-byte granule, so that the question "when was this buffer filled?" can be answered when its
// message is published, whatever came between. Memory: 56 KiB for each 64 KiB of address space in which
// anything is noted, at most kMaximumPages of them; what lies beyond goes without notes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/observe/core_times.h"
#include "models/observe/event.h"

namespace rpmsg_sim {

struct NotedMoment {
  Picoseconds time = kNever;  // kNever: none
  CoreShares shares;          // of the core that wrote
};

class BufferNotes {
 public:
  static constexpr std::size_t kMaximumPages = 64;

  struct Note {
    SourceId core = kNoSource;
    NotedMoment first;
    NotedMoment last;
  };

  // A write by `core`; what another core noted is forgotten.
  void written(SourceId core, std::uint64_t address, const NotedMoment& moment) {
    Note* note = at(address);
    if (note == nullptr) return;
    if (note->core != core || note->first.time == kNever) {
      note->core = core;
      note->first = moment;
    }
    note->last = moment;
  }

  // `core` has got the buffer that starts here: what was written there before is of no interest.
  void acquired(SourceId core, std::uint64_t address, const NotedMoment& moment) {
    Note* note = at(address);
    if (note == nullptr) return;
    note->core = core;
    note->first = moment;
    note->last.time = kNever;
  }

  // Takes all notes of `core` in [begin, end): the first and the last of them.
  Note take(SourceId core, std::uint64_t begin, std::uint64_t end) {
    Note sum{core, {}, {}};
    for (std::uint64_t granule = begin & ~(kGranule - 1); granule < end; granule += kGranule) {
      Note* note = find(granule);
      if (note == nullptr || note->core != core) continue;
      if (note->first.time < sum.first.time) sum.first = note->first;
      const bool later = sum.last.time == kNever || note->last.time > sum.last.time;
      if (note->last.time != kNever && later) sum.last = note->last;
      note->first.time = kNever;
      note->last.time = kNever;
    }
    return sum;
  }

 private:
  static constexpr unsigned kGranuleBits = 6;
  static constexpr std::uint64_t kGranule = std::uint64_t{1} << kGranuleBits;
  static constexpr unsigned kPageBits = 16;
  static constexpr std::size_t kNotesPerPage = std::size_t{1} << (kPageBits - kGranuleBits);
  static constexpr std::uint64_t kAddressLimit = std::uint64_t{1} << 36;

  static std::size_t place(std::uint64_t address) { return (address >> kGranuleBits) & (kNotesPerPage - 1); }

  Note* find(std::uint64_t address) {
    const std::uint64_t page = address >> kPageBits;
    if (page >= directory_.size() || directory_[page] == 0) return nullptr;
    return &notes_[(directory_[page] - std::size_t{1}) * kNotesPerPage + place(address)];
  }

  // A buffer is filled piece by piece: mostly the same granule again.
  Note* at(std::uint64_t address) {
    const std::uint64_t granule = address >> kGranuleBits;
    if (granule != last_granule_ || last_ == nullptr) {
      last_ = find(address);
      if (last_ == nullptr) last_ = reserve(address);
      last_granule_ = granule;
    }
    return last_;
  }

  [[gnu::noinline]] Note* reserve(std::uint64_t address) {
    if (address >= kAddressLimit || notes_.size() == kMaximumPages * kNotesPerPage) return nullptr;
    const std::size_t page = address >> kPageBits;
    if (page >= directory_.size()) directory_.resize(page + 1);
    notes_.resize(notes_.size() + kNotesPerPage);
    directory_[page] = static_cast<std::uint16_t>(notes_.size() / kNotesPerPage);
    return find(address);
  }

  std::vector<std::uint16_t> directory_;  // by address >> kPageBits: 1 + number of a page of notes, 0 = none
  std::vector<Note> notes_;
  std::uint64_t last_granule_ = 0;
  Note* last_ = nullptr;  // of last_granule_; null: not known
};

}  // namespace rpmsg_sim
