#include "models/observe/digest_sink.h"

#include <openssl/evp.h>

#include <cstdint>
#include <stdexcept>

#include "models/observe/finding_ids.h"

namespace rpmsg_sim {

struct DigestSink::Context {
  EVP_MD_CTX* evp = nullptr;
};

namespace {

constexpr std::size_t kBuffer = 16 * 1024;  // large pieces are cheaper to hash

void require(int openssl_result) {
  if (openssl_result != 1) throw std::runtime_error("SHA-256 of OpenSSL failed");
}

bool in_digest(const Finding& finding) {
  const FindingId* id = find_finding_id(finding.id);
  return id == nullptr || !id->wall_clock;
}

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * size);
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(kDigits[bytes[i] >> 4]);
    text.push_back(kDigits[bytes[i] & 15]);
  }
  return text;
}

}  // namespace

DigestSink::DigestSink() : context_(std::make_unique<Context>()), buffer_(kBuffer) {
  context_->evp = EVP_MD_CTX_new();
  if (context_->evp == nullptr) throw std::bad_alloc();
  require(EVP_DigestInit_ex(context_->evp, EVP_sha256(), nullptr));
}

DigestSink::~DigestSink() {
  EVP_MD_CTX_free(context_->evp);
}

void DigestSink::consume(const Event* events, std::size_t count) {
  if (!hex_.empty()) throw std::logic_error("an event after the digest was closed");
  std::uint8_t* at = buffer_.data() + filled_;
  const std::uint8_t* const last = buffer_.data() + buffer_.size() - EventRecords::kRoom;
  for (std::size_t i = 0; i < count; ++i) {
    at = records_.append(events[i], at);
    if (at <= last) continue;
    filled_ = static_cast<std::size_t>(at - buffer_.data());
    hash_records();
    at = buffer_.data();
  }
  filled_ = static_cast<std::size_t>(at - buffer_.data());
}

void DigestSink::hash_records() {
  update(buffer_.data(), filled_);
  record_bytes_ += filled_;
  filled_ = 0;
}

std::string DigestSink::finish(const std::vector<Finding>& findings) {
  if (!hex_.empty()) return hex_;
  hash_records();
  for (const Finding& finding : findings) {
    if (!in_digest(finding)) continue;
    update(finding.id);
    update(&finding.time, sizeof finding.time);
    update(finding.core);
    update(finding.text);
  }
  update(&record_bytes_, sizeof record_bytes_);  // tells where the records end
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  require(EVP_DigestFinal_ex(context_->evp, hash, &size));
  hex_ = to_hex(hash, size);
  return hex_;
}

void DigestSink::update(const void* data, std::size_t size) {
  require(EVP_DigestUpdate(context_->evp, data, size));
}

// With its length first, so that two neighbouring texts cannot be confused with two others.
void DigestSink::update(const std::string& text) {
  const std::uint64_t length = text.size();
  update(&length, sizeof length);
  update(text.data(), text.size());
}

}  // namespace rpmsg_sim
