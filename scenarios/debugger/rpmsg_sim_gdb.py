# gdb commands for a simulation: started by `rpmsg-sim debug` (docs/debugging.md).
#
# The simulator exports functions that fill a buffer with text. They are called on a stack of their own, since the
# program may have stopped on a firmware's stack, which is simulated memory.
import struct

import gdb

# Signals by which the simulator maps memory, finds faults and divides by zero. Its watchdog must not take the time
# that the user spends at a breakpoint for an endless loop.
SIGNALS = (
    "handle SIGSEGV SIGBUS SIGILL SIGFPE nostop noprint pass",
    "handle SIGALRM nostop noprint nopass",
)


def address_of(symbol):
    return int(gdb.parse_and_eval("(long long)&" + symbol))


def simulator_text(function):
    if not gdb.selected_inferior().pid:
        raise gdb.GdbError("the simulation is not running")
    selected = gdb.selected_frame()
    level = selected.level()
    gdb.newest_frame().select()
    stack = int(gdb.newest_frame().read_register("rsp"))
    # Firmware's stacks lie below 4 GiB, the simulator's above.
    in_firmware = stack < 1 << 32
    counter = int(gdb.newest_frame().read_register("xmm15")["v2_int64"][0]) if in_firmware else 0
    memory = gdb.selected_inferior()
    memory.write_memory(address_of("rpmsg_sim_debug_in_firmware"), struct.pack("<i", in_firmware))
    memory.write_memory(address_of("rpmsg_sim_debug_counter"), struct.pack("<q", counter))
    gdb.execute("set var $rsp = %d" % address_of("rpmsg_sim_debug_stack_top"))
    try:
        length = int(gdb.parse_and_eval("(int)%s()" % function))
    finally:
        gdb.execute("set var $rsp = %d" % stack)
    gdb.execute("frame %d" % level, to_string=True)
    text = memory.read_memory(address_of("rpmsg_sim_debug_text"), length)
    return bytes(text).decode("utf-8", "replace")


class SimulatorCommand(gdb.Command):
    def __init__(self, name, function, help_text):
        self.__doc__ = help_text
        self.function = function
        super().__init__(name, gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        gdb.write(simulator_text(self.function))


SimulatorCommand("rings", "rpmsg_sim_debug_rings", "Print the rings of every link: indices and outstanding buffers.")
SimulatorCommand("mu", "rpmsg_sim_debug_mu", "Print the registers of both sides of every Messaging Unit.")
SimulatorCommand("cores", "rpmsg_sim_debug_cores", "Print what each core is doing.")
SimulatorCommand("simtime", "rpmsg_sim_debug_time", "Print the simulated time of each core.")


def rpmsg_sim_start(images):
    """Runs up to the moment at which all images are in place, and reads their symbols: (core, path) each."""
    gdb.execute("set confirm off")
    for line in SIGNALS:
        gdb.execute(line, to_string=True)
    gdb.execute("tbreak rpmsg_sim_images_loaded", to_string=True)
    gdb.execute("run", to_string=True)
    if not gdb.selected_inferior().pid:
        gdb.execute("quit 2")
    for core, path in images:
        gdb.execute('add-symbol-file "%s"' % path.replace("\\", "\\\\").replace('"', '\\"'), to_string=True)
        gdb.write("%s: %s\n" % (core, path))
    gdb.write("The images are in place and simulated time is 0. Set breakpoints, then continue.\n")
    gdb.write("Of the simulator: rings, mu, cores, simtime.\n")


def rpmsg_sim_leave():
    """The end of a batch: with the status of the run, or 4 if it has not ended."""
    status = gdb.convenience_variable("_exitcode")
    gdb.execute("kill", to_string=True) if gdb.selected_inferior().pid else None
    gdb.execute("quit %d" % (4 if status is None else int(status)))
