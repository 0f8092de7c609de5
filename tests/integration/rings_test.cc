// Rings that are not at the platform's place, found in each of the ways there are; and rings nobody can find.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/image_run.h"

namespace rpmsg_sim {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::uint64_t kMessages = 10;  // five each way
constexpr std::uint64_t kShared = 0xB8100000;
constexpr std::uint64_t kPrivateToA53 = 0x90000000;
constexpr std::uint64_t kPrivateToM4 = 0x80800000;

// Parameters of both images.
struct Place {
  std::uint64_t vring0 = kShared;
  std::uint64_t descriptors = 16;
  std::uint64_t align = 16;
  std::uint64_t buffers = 0xB8400000;
  std::uint64_t table = 0;
  std::uint64_t looks = 1;
  std::uint64_t rings = 1;
};

ImageRunOptions options_for(const Place& place) {
  ImageRunOptions options;
  options.parameters = {{"vring0", place.vring0},
                        {"vring1", place.vring0 + 0x8000},
                        {"descriptors", place.descriptors},
                        {"align", place.align},
                        {"buffers", place.buffers},
                        {"table", place.table},
                        {"looks", place.looks},
                        {"rings", place.rings}};
  options.limit_ms = 5;
  return options;
}

LinkSpec link_for(const Place& place) {
  LinkSpec link;
  link.name = "elsewhere";
  link.origin = "scenario";
  link.host = "a53";
  link.remote = "m4";
  link.vring0 = place.vring0;
  link.vring1 = place.vring0 + 0x8000;
  link.count = static_cast<unsigned>(place.descriptors);
  link.align = static_cast<unsigned>(place.align);
  link.buffers = place.buffers;
  link.buffers_size = 0x10000;
  return link;
}

const LinkResult* active_link(const ImageRun& run) {
  for (const LinkResult& link : run.links) {
    if (link.active) return &link;
  }
  return nullptr;
}

void expect_all_seen(const ImageRun& run, const Place& place, const std::string& origin) {
  EXPECT_EQ(run.exit_status, 0) << run.console << testing::PrintToString(run.findings);
  EXPECT_EQ(run.messages.sent, kMessages);
  EXPECT_EQ(run.messages.received, kMessages);
  const LinkResult* link = active_link(run);
  ASSERT_NE(link, nullptr);
  EXPECT_EQ(link->origin, origin);
  EXPECT_EQ(link->vring0, place.vring0);
  EXPECT_EQ(link->vring1, place.vring0 + 0x8000);
  EXPECT_EQ(link->descriptors, place.descriptors);
  EXPECT_EQ(link->align, place.align);
  EXPECT_EQ(link->messages, kMessages);
  EXPECT_THAT(run.report, HasSubstr("from " + origin));
}

void expect_same_without_running_ahead(const std::string& m, ImageRunOptions options, const ImageRun& run) {
  options.zero_horizon = true;
  const ImageRun waiting = run_images("rings_a", m, options);
  EXPECT_EQ(waiting.digest, run.digest);
  EXPECT_EQ(waiting.messages.sent, run.messages.sent);
}

TEST(Rings, NamedByTheScenario) {
  const Place place;
  ImageRunOptions options = options_for(place);
  options.links = {link_for(place)};
  const ImageRun run = run_images("rings_a", "rings_m", options);
  expect_all_seen(run, place, "scenario");
  expect_same_without_running_ahead("rings_m", options, run);
}

TEST(Rings, NamedByTheScenarioInPrivateMemoryMakeItShared) {
  for (const std::uint64_t base : {kPrivateToA53, kPrivateToM4}) {
    Place place;
    place.vring0 = base;
    place.buffers = base + 0x10000;
    ImageRunOptions options = options_for(place);
    options.links = {link_for(place)};
    const ImageRun run = run_images("rings_a", "rings_m", options);
    expect_all_seen(run, place, "scenario");
    expect_same_without_running_ahead("rings_m", options, run);
  }
}

TEST(Rings, NamedByTheRemotesResourceTable) {
  Place place;
  place.vring0 = kPrivateToA53;
  const ImageRun run = run_images("rings_a", "rings_table_m", options_for(place));
  expect_all_seen(run, place, "the resource table of m4");
  expect_same_without_running_ahead("rings_table_m", options_for(place), run);
}

// The scenario knows where the table is; the platform has no rings there.
TEST(Rings, NamedByAResourceTableThatTheScenarioPlaces) {
  Place place;
  place.vring0 = kPrivateToA53;
  ImageRunOptions options = options_for(place);
  LinkSpec link = link_for(place);
  link.vring0 = link.vring1 = link.buffers_size = 0;
  link.resource_table = 0xB80FF000;
  options.links = {link};
  expect_all_seen(run_images("rings_a", "rings_table_m", options), place, "the resource table of m4");
}

TEST(Rings, NamedByTheHostInTheResourceTable) {
  Place place;
  place.table = 0xB80FF000;
  const ImageRunOptions options = options_for(place);
  const ImageRun run = run_images("rings_a", "rings_any_m", options);
  expect_all_seen(run, place, "the host's writes to the resource table of m4");
  expect_same_without_running_ahead("rings_any_m", options, run);
}

TEST(Rings, FoundByWhatTheHostWrites) {
  for (const std::uint64_t descriptors : {8U, 16U, 256U}) {
    for (const std::uint64_t align : {16U, 4096U}) {
      Place place;
      place.descriptors = descriptors;
      place.align = align;
      const ImageRunOptions options = options_for(place);
      const ImageRun run = run_images("rings_a", "rings_m", options);
      expect_all_seen(run, place, "what the host wrote");
      expect_same_without_running_ahead("rings_m", options, run);
    }
  }
}

// Nobody touches a used ring before the first message. Its reading is not seen then.
TEST(Rings, FoundByWhatAHastyHostWrites) {
  Place place;
  place.looks = 0;
  const ImageRun run = run_images("rings_a", "rings_m", options_for(place));
  EXPECT_EQ(run.exit_status, 0) << testing::PrintToString(run.findings);
  EXPECT_EQ(run.messages.sent, kMessages);
  EXPECT_EQ(run.messages.received, kMessages - 1);
}

TEST(Rings, InMemoryPrivateToTheHostAreAFinding) {
  Place place;
  place.vring0 = kPrivateToA53;
  const ImageRun run = run_images("rings_a", "rings_m", options_for(place));
  EXPECT_EQ(run.exit_status, 3);
  EXPECT_THAT(run.findings, Contains(HasSubstr("rings_in_private_memory")));
  EXPECT_THAT(run.findings,
              Contains(HasSubstr("private to a53; no message on it can be followed until `links:`")));
}

TEST(Rings, InMemoryPrivateToTheRemoteAreAFinding) {
  Place place;
  place.vring0 = kPrivateToM4;
  const ImageRun run = run_images("rings_a", "rings_m", options_for(place));
  EXPECT_EQ(run.exit_status, 3);
  EXPECT_THAT(run.findings, Contains(HasSubstr("rings_in_private_memory")));
  EXPECT_EQ(active_link(run), nullptr);
}

TEST(Rings, NoneAtAllIsSaid) {
  Place place;
  place.rings = 0;
  const ImageRun run = run_images("rings_a", "rings_m", options_for(place));
  EXPECT_EQ(run.exit_status, 0);
  EXPECT_THAT(run.findings, IsEmpty());
  EXPECT_THAT(run.report, HasSubstr("no rings were found, so no message can have been seen"));
  EXPECT_THAT(run.report, HasSubstr("vdev0 (0xb8000000 and 0xb8008000, from platform)"));
}

TEST(Rings, AtThePlatformsPlaceNeedNoWord) {
  Place place;
  place.vring0 = 0xB8000000;
  place.descriptors = 256;
  place.align = 4096;
  const ImageRun run = run_images("rings_a", "rings_m", options_for(place));
  EXPECT_EQ(run.messages.sent, kMessages);
  ASSERT_NE(active_link(run), nullptr);
  EXPECT_EQ(active_link(run)->origin, "platform");
  EXPECT_THAT(run.report, Not(HasSubstr("link ")));
}

}  // namespace
}  // namespace rpmsg_sim
