// An ELF file as a core needs it: what to put where, where to start, what is called how.
//
// The file is input like any other: everything is checked before it is used, and what is wrong becomes an
// ImageError with one clear sentence.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace rpmsg_sim {

class ImageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Program header type of the host-only code of a native image (firmware/sdk/linker/*.ld). A firmware loader
// inside the simulation skips it, as it skips every type it does not know.
inline constexpr std::uint32_t kNativeCodeSegment = 0x6E617478;

struct Segment {
  bool host_code = false;          // lies in the host-only code window
  std::uint64_t address = 0;       // where firmware sees it
  std::uint64_t load_address = 0;  // where its bytes are put (differs for initialised data)
  std::uint64_t memory_size = 0;
  std::vector<std::uint8_t> bytes;
};

struct Symbol {
  std::string name;
  std::uint64_t address = 0;
  std::uint64_t size = 0;
  bool function = false;
  bool weak = false;
};

struct Section {
  std::string name;
  std::uint64_t address = 0;
  std::uint64_t size = 0;
  bool loaded = false;  // takes memory when the image runs
  bool executable = false;
};

struct ElfImage {
  std::string path;
  bool is64 = false;
  std::uint16_t machine = 0;  // EM_X86_64, EM_ARM, ...
  std::uint64_t entry = 0;
  std::vector<Segment> segments;
  std::vector<Symbol> symbols;    // sorted by address
  std::vector<Section> sections;  // in the order of the file

  // Value of a symbol by name.
  std::optional<std::uint64_t> symbol(const std::string& name) const;
  // By name, or null.
  const Section* section(const std::string& name) const;
  // The function that contains `address`, or null.
  const Symbol* function_at(std::uint64_t address) const;
};

// Functions to which startup files send every exception that nobody handles: `Default_Handler` (CMSIS),
// `DefaultISR` (NXP's startup files for gcc).
std::vector<std::uint64_t> default_handlers(const ElfImage& image);

// Throws ImageError.
ElfImage read_elf_image(const std::string& path);

}  // namespace rpmsg_sim
