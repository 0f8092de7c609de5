// What observation costs per access and per message, in wall time.
#include <benchmark/benchmark.h>

#include <cstdint>

#include "models/observe/digest_sink.h"
#include "models/observe/message_metrics.h"
#include "models/observe/summary.h"
#include "models/observe/vring_observer.h"
#include "tests/unit/observe/ring_bench.h"

namespace rpmsg_sim {
namespace {

using testing_support::Geometry;
using testing_support::kHost;
using testing_support::kRemote;
using testing_support::RingBench;

Geometry full_size() {
  Geometry geometry;
  geometry.count = 256;
  return geometry;
}

// Shared memory without a ring: the price of every shared access.
void ReadOfNothing(benchmark::State& state) {
  RingBench bench(full_size());
  bench.prime();
  AccessObserver& observer = bench.observer;  // called through its interface, as the core model does
  std::uint64_t offset = 0;
  for (auto unused : state) {
    observer.on_read(kRemote, 0xB80C0000 + offset, 4, 1);
    offset = (offset + 4) & 0xFFF;
  }
}
BENCHMARK(ReadOfNothing);

void WriteOfNothing(benchmark::State& state) {
  RingBench bench(full_size());
  bench.prime();
  AccessObserver& observer = bench.observer;
  std::uint64_t offset = 0;
  for (auto unused : state) {
    observer.on_write(kRemote, 0xB80C0000 + offset, 4, 1);
    offset = (offset + 4) & 0xFFF;
  }
}
BENCHMARK(WriteOfNothing);

void ReadOfRing(benchmark::State& state) {
  RingBench bench(full_size());
  bench.prime();
  AccessObserver& observer = bench.observer;
  for (auto unused : state) observer.on_read(kRemote, bench.avail(1) + 2, 2, 1);
}
BENCHMARK(ReadOfRing);

void WriteOfDescriptor(benchmark::State& state) {
  RingBench bench(full_size());
  bench.prime();
  AccessObserver& observer = bench.observer;
  for (auto unused : state) observer.on_write(kHost, bench.desc(1, 5), 8, 1);
}
BENCHMARK(WriteOfDescriptor);

void WriteOfUsedEntry(benchmark::State& state) {
  RingBench bench(full_size());
  bench.prime();
  AccessObserver& observer = bench.observer;
  for (auto unused : state) observer.on_write(kRemote, bench.used(0) + 4, 4, 1);
}
BENCHMARK(WriteOfUsedEntry);

// A payload word after the first.
void ReadOfMessage(benchmark::State& state) {
  RingBench bench(full_size());
  bench.prime();
  bench.host_send(0, 1, 2, 496);
  bench.read(kRemote, bench.buffer(1, 0) + 16, 4);
  AccessObserver& observer = bench.observer;
  std::uint64_t offset = 0;
  for (auto unused : state) {
    observer.on_read(kRemote, bench.buffer(1, 0) + 16 + offset, 4, 1);
    offset = (offset + 4) & 0xFF;
  }
}
BENCHMARK(ReadOfMessage);

// Every shared access of one message there and one back with its payload, 16-byte header included, and all
// sinks. The bench's own writes to memory are part of the time.
void RoundTrip(benchmark::State& state) {
  const auto length = static_cast<std::uint16_t>(state.range(0));
  RingBench bench(full_size());
  EventLog& log = bench.log;
  MessageMetrics metrics;
  DigestSink digest;
  log.add_sink(metrics);
  log.add_sink(digest);
  bench.prime();
  std::uint16_t head = 0;
  for (auto unused : state) {
    bench.host_send(head, 1024, 30, length);
    bench.read_message(kRemote, bench.buffer(1, head), length);
    bench.remote_return(head);
    bench.remote_send(head, 30, 1024, length);
    bench.read_message(kHost, bench.buffer(0, head), length);
    bench.host_return(head);
    head = static_cast<std::uint16_t>((head + 1) % bench.geometry.count);
    bench.events.all.clear();
  }
  if (!bench.findings.ids.empty()) state.SkipWithError("the traffic has findings");
}
BENCHMARK(RoundTrip)->Arg(16)->Arg(496);

void Digest(benchmark::State& state) {
  DigestSink sink;
  std::vector<Event> batch(512, Event{1, EventKind::kMuTransmit, 2, 3, 4, 5});
  for (auto unused : state) sink.consume(batch.data(), batch.size());
  state.SetItemsProcessed(state.iterations() * 512);
}
BENCHMARK(Digest);

void SummaryAdd(benchmark::State& state) {
  Summary summary;
  std::uint64_t sample = 7'400'000;
  for (auto unused : state) {
    summary.add(sample);
    sample = sample * 6364136223846793005ULL + 1442695040888963407ULL;
    sample = 7'000'000 + sample % 1'000'000;
  }
}
BENCHMARK(SummaryAdd);

}  // namespace
}  // namespace rpmsg_sim

BENCHMARK_MAIN();
