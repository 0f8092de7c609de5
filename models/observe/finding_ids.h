// Every id that a model may pass to FindingSink::report.
//
// The table is the only place where an id is introduced: the collector refuses an id that is not in it,
// scenarios and expectations are checked against it, and reports print its hint. To add an id, add one line
// in alphabetical order and the two tests that every id has (it fires, it stays silent).
#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>

#include "models/observe/finding.h"

namespace rpmsg_sim {

struct FindingId {
  std::string_view id;
  FindingLevel default_level;
  std::string_view description;  // what happened, one line
  std::string_view hint;         // what to look at first
  // Raised by the wall clock, so not part of what equal runs have in common: kept out of the event stream.
  bool wall_clock = false;
};

// kFail: faults, races and protocol violations. kLog: what the hardware tolerates, and limits of the models.
inline constexpr FindingId kFindingIds[] = {
    {"core_fault", FindingLevel::kFail, "the core took a fault",
     "the backtrace names the instruction; a null or wild pointer is the usual cause"},
    {"core_lockup", FindingLevel::kFail, "the core locked up: a fault inside a fault handler",
     "look at the fault reported before this one"},
    {"deadlock", FindingLevel::kFail, "nothing can happen any more: every core sleeps and nothing is pending",
     "compare what each core waits for with the doorbells that were sent"},
    {"division_by_zero", FindingLevel::kLog, "division by zero; the result is 0, as on the part",
     "on the part DIV_0_TRP in CCR would make it a fault"},
    {"firmware_abort", FindingLevel::kFail, "the firmware called abort()",
     "the backtrace leads to who called it, often a failed assertion"},
    {"foreign_private_access", FindingLevel::kFail, "access to a region that is private to another core",
     "check the linker script, or declare the region shared in the platform file"},
    {"hook_free_loop", FindingLevel::kLog,
     "the core ran for long without any access or block the simulator sees",
     "an endless loop in code that was built without the image flags", true},
    {"image_failed", FindingLevel::kFail, "the image ended the test with a value that is not zero",
     "the image's own log says which check failed"},
    {"limit_reached", FindingLevel::kLog, "the simulated limit passed before the run had ended",
     "an endless loop or a limit that is too short: the backtrace says where each core is"},
    {"message_bad_header", FindingLevel::kFail, "a message's header does not fit its buffer",
     "the length of the header plus 16 must not exceed the buffer, the descriptor or the used length"},
    {"message_overwritten", FindingLevel::kFail,
     "the sender wrote into a message that it had already published",
     "a buffer belongs to the receiver until it comes back through the ring"},
    {"mu_rr_empty", FindingLevel::kLog, "a receive register was read while empty; the old word is returned",
     "test RFn in SR before reading RRn"},
    {"mu_stray_status_write", FindingLevel::kLog, "a write of 1 to status bits that software cannot clear",
     "write only the bits that are to be cleared; no read-modify-write on a write-one-to-clear register"},
    {"mu_tr_full", FindingLevel::kLog, "a transmit register was written while full; a word is lost",
     "test TEn in SR before writing TRn"},
    {"name_service_bad_length", FindingLevel::kFail, "a message to the name service is not 40 bytes long",
     "name[32], address and flags; receivers drop any other length"},
    {"null_pointer", FindingLevel::kFail, "access through a null pointer, or a call of one",
     "the first line of the backtrace that is your own code names the pointer"},
    {"read_write_only", FindingLevel::kLog, "a write-only register was read; it reads 0",
     "a read-modify-write on a command register is the usual cause"},
    {"ring_buffer_outside", FindingLevel::kFail, "a descriptor points outside shared memory or onto a ring",
     "compare the descriptor's address with the buffer pool of both sides"},
    {"ring_buffer_reused", FindingLevel::kFail,
     "a buffer was published while a message in it was still under way",
     "two contexts took the same buffer; protect the sending path against interrupts"},
    {"ring_chained_descriptor", FindingLevel::kFail, "a descriptor has NEXT or INDIRECT set",
     "RPMsg uses chains of exactly one descriptor"},
    {"ring_duplicate_id", FindingLevel::kFail, "a descriptor was offered while it was already on the ring",
     "two contexts took the same descriptor; protect the ring against interrupts"},
    {"ring_id_out_of_range", FindingLevel::kFail, "a ring entry names a descriptor that does not exist",
     "do both sides agree on the number of descriptors?"},
    {"ring_index_backwards", FindingLevel::kFail, "a ring index went backwards",
     "a side that restarts alone must not start its index at 0"},
    {"ring_not_outstanding", FindingLevel::kFail, "the device completed a descriptor that it did not have",
     "a descriptor used twice, or a remote that restarted on live rings"},
    {"ring_too_many", FindingLevel::kFail, "a ring index moved by more than the ring holds",
     "do both sides agree on the number of descriptors and on where the rings lie?"},
    {"ring_wrong_writer", FindingLevel::kFail, "a core wrote a part of a ring that belongs to the other side",
     "descriptors and avail belong to the host, used belongs to the remote; are the roles swapped?"},
    {"rings_in_private_memory", FindingLevel::kFail,
     "the rings of a link lie in memory that is private to one core",
     "name the link under `links:` in the scenario, which makes its memory shared from the start"},
    {"stack_overflow", FindingLevel::kFail, "the stack pointer is below the limit of the stack",
     "enlarge the stack in the linker script or look for deep recursion"},
    {"stub_access", FindingLevel::kLog, "access to a device without a model; it reads 0 and ignores writes",
     "the platform file lists which devices are stubs"},
    {"unannounced_access", FindingLevel::kFail,
     "a shared or device access that the compiler did not announce",
     "built without the image flags, or an instruction sequence that the instrumentation misses"},
    {"undefined_register", FindingLevel::kLog, "access to an offset where the device has no register",
     "check the base address and the register layout of this part"},
    {"unhandled_interrupt", FindingLevel::kFail, "an interrupt has no handler in the vector table",
     "is the handler's name spelled as in the startup file?"},
    {"unknown_instruction", FindingLevel::kFail,
     "an instruction or system register that the core does not model",
     "see the list of supported instructions in the firmware kit"},
    {"unmapped_access", FindingLevel::kFail, "access to an address where this core has nothing",
     "a wild pointer, or a region missing from the platform file"},
    {"unmodelled_register", FindingLevel::kLog,
     "access to a register that exists on the part but is not modelled",
     "the device's README lists what is modelled"},
    {"write_read_only", FindingLevel::kLog, "a read-only register was written; the write is ignored",
     "check the register layout of this part"},
};

namespace detail {
constexpr bool finding_ids_sorted() {
  for (std::size_t i = 1; i < std::size(kFindingIds); ++i) {
    if (!(kFindingIds[i - 1].id < kFindingIds[i].id)) return false;
  }
  return true;
}
}  // namespace detail
static_assert(detail::finding_ids_sorted(), "find_finding_id searches by halves");

// The table's entry, or null for a name that is no finding's id.
constexpr const FindingId* find_finding_id(std::string_view id) {
  std::size_t low = 0;
  std::size_t high = std::size(kFindingIds);
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (kFindingIds[middle].id == id) return &kFindingIds[middle];
    if (kFindingIds[middle].id < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return nullptr;
}

// Index in kFindingIds, for tables by id.
constexpr std::size_t finding_index(const FindingId& id) {
  return static_cast<std::size_t>(&id - kFindingIds);
}

}  // namespace rpmsg_sim
