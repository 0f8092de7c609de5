// TLM extension that says who issues a transaction and how.
#pragma once

#include <tlm>

#include "models/observe/event.h"

namespace rpmsg_sim {

struct Initiator : tlm::tlm_extension<Initiator> {
  SourceId source = kNoSource;  // the core or traffic generator
  unsigned index = 0;           // its number at the interconnect, for statistics

  tlm::tlm_extension_base* clone() const override { return new Initiator(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override {
    *this = static_cast<const Initiator&>(other);
  }
};

}  // namespace rpmsg_sim
