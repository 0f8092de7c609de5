// What a DRAM part and its board say about time and addresses, as plain data.
//
// All times are picoseconds. Names are JEDEC's without the t. Values come from files named after the part
// (platforms/memory_parts/) and the address map from the board, since the same part is wired differently.
#pragma once

#include <cstdint>

#include "models/observe/event.h"

namespace rpmsg_sim {

struct DdrTiming {
  Picoseconds rcd = 0;            // activate to read or write
  Picoseconds rp = 0;             // precharge to activate
  Picoseconds ras = 0;            // activate to precharge
  Picoseconds rc = 0;             // activate to activate, same bank
  Picoseconds rrd = 0;            // activate to activate, same rank
  Picoseconds faw = 0;            // five activates of one rank take longer than this
  Picoseconds rl = 0;             // read to its first data
  Picoseconds wl = 0;             // write to its first data
  Picoseconds rtp = 0;            // read to precharge
  Picoseconds wr = 0;             // end of write data to precharge
  Picoseconds write_to_read = 0;  // command to command, same rank
  Picoseconds read_to_write = 0;  // command to command
  Picoseconds rank_switch = 0;    // gap on the data bus between ranks
  Picoseconds rfc = 0;            // refresh of all banks of a rank
  Picoseconds refi = 0;           // average interval between refreshes; 0: none
  Picoseconds burst = 0;          // data of one burst on the bus
  // Least time from one read or write command to the next, `burst` or more: what the controller loses per
  // burst in a stream.
  Picoseconds ccd = 0;
  unsigned burst_bytes = 64;
};

// A field of the address: `width` bits from bit `shift` on. Width 0 is the constant 0.
struct AddressField {
  unsigned shift = 0;
  unsigned width = 0;

  std::uint64_t of(std::uint64_t address) const {
    return (address >> shift) & ((std::uint64_t{1} << width) - 1);
  }
};

// Which address bits (of the offset in the memory) choose rank, bank and row; the others are the column.
struct DdrAddressMap {
  AddressField bank;
  AddressField row;
  AddressField rank;

  unsigned banks() const { return 1u << bank.width; }
  unsigned ranks() const { return 1u << rank.width; }
};

}  // namespace rpmsg_sim
