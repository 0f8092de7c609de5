#include "models/observe/finding_guide.h"

#include <iterator>

namespace rpmsg_sim {

namespace {

constexpr FindingGuide kGuides[] = {
    {"core_fault",
     "The core took a fault that is not about one access: a breakpoint instruction without a "
     "debugger, a return from an exception that is not active, an exception frame that cannot be "
     "read back, or a release from reset without anything to run. The core goes to its fault "
     "handler or locks up; the other cores run on.",
     "The same: HardFault or UsageFault on a Cortex-M, a synchronous exception on a Cortex-A. A "
     "core that is released without firmware fetches whatever lies at its vector, and usually "
     "locks up.",
     "A stack that was overwritten, so that an exception frame or a return address is gone. The "
     "boot loader did not copy the vector table before it released the core. A breakpoint left in "
     "the code."},
    {"core_lockup",
     "A fault could not be taken, because the core has no handler for it or was already in its "
     "fault handler. The core stands still until it is reset; the other cores run on.",
     "A Cortex-M locks up as well. A Cortex-A without exception vectors runs into whatever lies "
     "there.",
     "The fault that was reported just before this one. A fault inside the fault handler."},
    {"deadlock",
     "Every core sleeps, spins in an empty loop, is held in reset or has locked up, and no timer, "
     "message or interrupt is pending. The run ends; the report says what each core waits for, "
     "and the backtrace where.",
     "The same, for ever, unless something outside the simulated part wakes a core.",
     "A doorbell that was never rung, or was rung before the other side listened. An interrupt "
     "that is masked or not enabled. Both sides wait for a buffer that the other one holds. An "
     "image that does not write end-of-test."},
    {"division_by_zero", "An integer was divided by zero. The result is 0 and the program goes on.",
     "A Cortex-M or Cortex-A gives 0 too, unless DIV_0_TRP is set in CCR of a Cortex-M: then it "
     "is a UsageFault, which native images do not model.",
     "A count or a divisor that is read before it is set, often a clock frequency or a sample "
     "count."},
    {"firmware_abort",
     "The firmware called abort(). The core takes the fault of an unknown instruction; the other "
     "cores run on.",
     "abort() of the SDK is a permanently undefined instruction, so the part takes a UsageFault "
     "or HardFault. Other C libraries loop or reset instead.",
     "A failed assertion or an error path that gives up. The backtrace names the caller."},
    {"foreign_private_access",
     "A core accessed memory that the platform file, or the scenario, gives to another core "
     "alone. The access does not happen and the core takes a fault.",
     "Most parts let it through: both cores then overwrite each other's data. With RDC or XRDC "
     "set up, it is a bus fault.",
     "Two linker scripts that overlap. A pointer that was passed in a message without being "
     "translated. A buffer outside the shared region. Memory that is meant to be shared, but is "
     "not declared so in the platform file."},
    {"hook_free_loop",
     "A core executed code for a second of real time without any access or block that the "
     "simulator is told about. Its time cannot be told, so the run ends with exit status 4. It "
     "depends on the machine's speed and is therefore not part of the digest.",
     "The loop would run; the part has no such notion.",
     "Assembly, or a library that was built without the image flags, with an endless loop in it."},
    {"image_failed",
     "An image wrote a value that is not zero to END of the testbench device: it judged its own "
     "test as failed. The run ends.",
     "The testbench device does not exist on the part.",
     "A check in the image. What it printed on the console says which."},
    {"limit_reached",
     "The scenario's `limit` passed and the run was cut off there: exit status 4. The backtrace "
     "says where each core was.",
     "The program would go on.",
     "An endless loop: polling a flag that nobody sets, or a retry without an end. An image that "
     "does not write end-of-test. A limit that is too short for the work."},
    {"message_bad_header",
     "A message was published whose header claims more payload than the buffer, the descriptor or "
     "the used length has room for.",
     "The receiver reads past the buffer, or drops the message, as its software decides.",
     "The header was written after the index was published. The length is in another byte order "
     "or has another width. The buffer was handed over twice."},
    {"message_overwritten",
     "The sender wrote into a buffer that it had published and not yet got back. The receiver may "
     "see a mixture of two messages.",
     "Exactly this; nothing on the part notices.",
     "A send buffer that is reused too early. The payload is filled in after the index was "
     "published."},
    {"mu_rr_empty",
     "A receive register of the Messaging Unit was read while its full flag was clear. The last "
     "word is returned again.",
     "The same, without any notice.",
     "Polling the register in the place of its flag. An interrupt handler that reads more than "
     "the status says. Two contexts that read the same register."},
    {"mu_stray_status_write",
     "Software wrote 1 to status bits of the Messaging Unit that it cannot clear. Nothing happens.",
     "The same, without any notice.",
     "A read-modify-write on a write-one-to-clear register, which clears more than was meant."},
    {"mu_tr_full",
     "A transmit register of the Messaging Unit was written while the other side had not read the "
     "last word. One of the two words is lost, and with it a doorbell.",
     "The same, without any notice. With RPMsg the queue index survives, so the next doorbell may "
     "heal it; without another one the message is stuck.",
     "The empty flag is not tested before the write. Two contexts ring the same doorbell. A "
     "receiver that is slower than its sender."},
    {"name_service_bad_length", "A message to address 53, the name service, is not 40 bytes long.",
     "Linux and the common stacks print a complaint and drop it, so the channel never appears.",
     "A structure with other padding, or a name buffer of another length than 32."},
    {"null_pointer",
     "Firmware read, wrote or called through an address below 4 KiB where this core has nothing. "
     "The access does not happen, the core takes a fault, and the other cores run on.",
     "A Cortex-A53 with its MMU on faults. A Cortex-M4 has memory at address 0: reads give the "
     "vector table, writes destroy it, and a call of a null pointer is a UsageFault.",
     "A pointer that was never set or whose allocation failed. A callback that is called before "
     "it is registered. A lookup that found nothing. A member of a structure at a null pointer."},
    {"read_write_only", "A register that can only be written was read. It reads 0.",
     "Depends on the device; most return 0 or the last value on the bus.",
     "A read-modify-write, or a debugger's view, on a command register."},
    {"ring_buffer_outside",
     "A descriptor points outside shared memory, onto a ring, or to where no message can be.",
     "The other side reads or writes whatever lies there, or takes a bus fault.",
     "A virtual address in the place of a physical one. A buffer pool that the remote's view has "
     "elsewhere. A descriptor that was never filled in."},
    {"ring_buffer_reused", "A buffer was published while the message that it holds had not been dealt with.",
     "The first message is lost or mixed with the second one.",
     "Two contexts took the same free buffer: a send from an interrupt handler interrupted a "
     "send. A buffer was given back twice."},
    {"ring_chained_descriptor", "A descriptor has NEXT or INDIRECT set. Only its first part is looked at.",
     "An RPMsg stack ignores the rest of the chain, so data is lost.",
     "A virtio driver for another device was taken as a model. The flags are not cleared."},
    {"ring_duplicate_id", "A descriptor was offered in the avail ring while it was there already.",
     "Both messages use one buffer; one of them is lost.",
     "Two contexts took the same descriptor. The free list is not protected against interrupts."},
    {"ring_id_out_of_range", "A ring entry names a descriptor that the ring does not have.",
     "The other side reads past the descriptor table, and follows whatever address it finds.",
     "The sides do not agree on the number of descriptors. The entry was written with another "
     "width. The ring lies elsewhere."},
    {"ring_index_backwards", "A ring index went backwards.",
     "The other side believes that nearly a whole turn of 65,536 entries is new.",
     "A side restarted alone and began at 0 again. Two copies of the index. A corrupted ring."},
    {"ring_not_outstanding", "The device side completed a descriptor that it did not have.",
     "The host frees a buffer twice, or takes an old message for a new one.",
     "A buffer was returned twice. A remote restarted on live rings."},
    {"ring_too_many", "A ring index moved by more entries than the ring holds.",
     "The other side processes entries that were overwritten.",
     "The sides do not agree on the number of descriptors or on where the ring lies. The index "
     "was not initialised."},
    {"ring_wrong_writer", "A core wrote a part of a ring that belongs to the other side.",
     "The sides overwrite each other's entries.",
     "Host and remote roles, or the two rings of a link, are swapped. A wild pointer into the "
     "rings."},
    {"rings_in_private_memory",
     "A host set up rings in memory that is private to one core, where nobody can see the other's "
     "accesses. Messages on them are not followed.",
     "Nothing: it is a matter of what the simulator observes. Rings in memory that the cores cache "
     "separately would fail.",
     "The rings lie elsewhere than the platform says. Name their place under `links:` in the "
     "scenario, or in the remote's resource table, so that it is shared from the start."},
    {"stack_overflow",
     "The stack pointer fell below the stack's limit (the symbol __stack_limit of the linker "
     "script), or no memory was left for an exception frame. The core takes a fault.",
     "A Cortex-M33 with MSPLIM or PSPLIM set takes a UsageFault. Other cores write over what lies "
     "below the stack, and fail later.",
     "Deep or endless recursion. A large local array. Nested interrupts. A task's stack that is "
     "too small."},
    {"stub_access",
     "A device that exists on the part but has no model was accessed. It reads 0 and ignores "
     "writes.",
     "The device would do its work.",
     "Set-up of clocks, pins or peripherals that the simulation does not need. Firmware that "
     "waits for a flag of that device waits for ever."},
    {"unannounced_access",
     "Code touched shared memory or a device without the compiler having announced it. Without "
     "the audit such an access is not timed and not seen by anybody.",
     "An ordinary access; it is a limit of native images.",
     "Inline assembly with loads or stores. A library that was built without the image flags."},
    {"undefined_register",
     "An access to an offset where the device has no register. It reads 0 and ignores writes.",
     "Depends on the device: 0, a bus fault, or an alias of another register.",
     "A wrong base address. The register layout of another part or another version of the device. "
     "A structure with other padding."},
    {"unhandled_interrupt",
     "An exception was taken for which the firmware has no handler: its vector is empty, or leads "
     "to the startup file's default handler. With a default handler the core goes there, and "
     "usually stays in an endless loop; without a vector it locks up.",
     "The same.",
     "The handler's name differs from the one in the startup file, so that the weak default stays "
     "in place. An interrupt is enabled, or was pending, before its handler was set up. The "
     "vector table register points elsewhere."},
    {"unknown_instruction",
     "The core came to an instruction or a system register that it does not have. It takes a "
     "fault.",
     "An undefined instruction is a UsageFault on a Cortex-M, a synchronous exception on a "
     "Cortex-A. Instructions of the part that the simulator does not model would work.",
     "A jump into data. A trap that the compiler put where it has proved the program to be "
     "undefined. __builtin_trap() of an assertion. Inline assembly that native images do not "
     "support (docs/native-images.md)."},
    {"unmapped_access",
     "An access to, or a jump to, an address where this core has nothing. The access does not "
     "happen and the core takes a fault.",
     "A bus fault. Some parts return nonsense, or hang the bus.",
     "A wild or freed pointer. An index out of bounds. A region that is missing from the platform "
     "file."},
    {"unmodelled_register",
     "A register that exists on the part but is not modelled was accessed. Reads give its reset "
     "value or 0; a write has no effect.",
     "The register would do its work.",
     "Firmware that uses a feature which the device's README lists as missing."},
    {"write_read_only", "A register that can only be read was written. The write is ignored.",
     "The same, or a bus fault on some devices.",
     "The layout of another part. A structure assignment over a whole block of registers. The "
     "receive register written in the place of the transmit register."},
};

constexpr bool guides_fit() {
  if (std::size(kGuides) != std::size(kFindingIds)) return false;
  for (std::size_t i = 0; i < std::size(kGuides); ++i) {
    if (kGuides[i].id != kFindingIds[i].id || kGuides[i].meaning.empty() || kGuides[i].on_the_part.empty() ||
        kGuides[i].causes.empty()) {
      return false;
    }
  }
  return true;
}
static_assert(guides_fit(), "every id of finding_ids.h needs its entry here, in the same order");

}  // namespace

const FindingGuide& guide_of(const FindingId& id) {
  return kGuides[finding_index(id)];
}

}  // namespace rpmsg_sim
