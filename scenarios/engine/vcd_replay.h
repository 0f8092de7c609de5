// Makes a waveform from what a run left in its spool, with SystemC's own tracing: a simulation of its own in
// which the noted changes happen again, each at its picosecond.
#pragma once

#include "scenarios/engine/output_file.h"
#include "scenarios/engine/spool.h"

namespace rpmsg_sim {

// Once per process, in one that has not simulated. Writes and commits `file`; does nothing if the run never
// began. Throws InputError when the file cannot be written.
void replay_as_vcd(const Spool& spool, OutputFile& file);

}  // namespace rpmsg_sim
