// Runs two test images on the i.MX 8M Mini in a process of its own and brings back what is in shared memory
// and which doorbells were rung.
//
// Before the run the rings, the buffers and the status byte of the resource table are filled with kPoison, as
// memory after power-on or a former user would leave them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/observe/event.h"

namespace rpmsg_sim {

inline constexpr std::uint8_t kPoison = 0xA5;

struct MachineRunOptions {
  std::vector<std::uint64_t> parameters;  // the same for both images
  Picoseconds limit = 1'000'000'000'000;
  bool zero_horizon = false;
  bool audit = false;
};

struct MachineRun {
  bool ended = false;  // by an image
  std::uint32_t exit_value = 0;
  Picoseconds simulated = 0;
  std::string digest;
  std::vector<std::string> findings;  // "id core where text"
  std::string console;
  std::vector<std::string> doorbells;                         // "a1 00010000": side, register, word; in order
  std::map<std::uint64_t, std::vector<std::uint8_t>> memory;  // shared memory by address of its first byte

  // Contents of shared memory: "00 04 ..", two digits a byte; "unknown" where nothing was brought back.
  std::string bytes(std::uint64_t address, std::size_t length) const;
  bool all(std::uint64_t address, std::size_t length, std::uint8_t value) const;

  // What the images printed and what was found, for a failure's message.
  std::string explain() const;

 private:
  const std::uint8_t* find(std::uint64_t address, std::size_t length) const;
};

// `a` and `m` are names of images in tests/images.
MachineRun run_machine(const std::string& a, const std::string& m, const MachineRunOptions& options = {});

}  // namespace rpmsg_sim
