#include "filters/fingerprint/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/check.h"

namespace bdp::fingerprint {

void Digester::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

void Digester::Free::operator()(evp_md_st* function) const {
  EVP_MD_free(function);
}

Digester::Digester(Digest digest, const std::string* key) : context_(EVP_MD_CTX_new()), key_(key) {
  constexpr std::array<const char*, 5> kNames = {"SHA1", "SHA256", "SHA384", "SHA512", "MD5"};
  function_.reset(EVP_MD_fetch(nullptr, kNames[static_cast<std::size_t>(digest)], nullptr));
  CHECK(function_ != nullptr);
  CHECK(context_ != nullptr);
}

Value Digester::operator()(Arena& arena, std::string_view bytes, bool as_base64) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (key_ != nullptr) {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    CHECK(HMAC(function_.get(), key_->data(), static_cast<int>(key_->size()), data, bytes.size(),
               digest.data(), &size) != nullptr);
  } else {
    CHECK(EVP_DigestInit_ex(context_.get(), function_.get(), nullptr) == 1);
    CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
  }
  const std::string_view result(reinterpret_cast<const char*>(digest.data()), size);
  return as_base64 ? base64(arena, result) : hexadecimal(arena, result);
}

Value hexadecimal(Arena& arena, std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  char* const text = arena.allocate_text(bytes.size() * 2);
  char* to = text;
  for (const char byte : bytes) {
    *to++ = kDigits[static_cast<unsigned char>(byte) >> 4U];
    *to++ = kDigits[static_cast<unsigned char>(byte) & 15U];
  }
  return Value::text({text, bytes.size() * 2}, kPlainText);
}

Value base64(Arena& arena, std::string_view bytes) {
  // One more for the NUL that OpenSSL writes.
  const std::size_t size = (bytes.size() + 2) / 3 * 4;
  char* const text = arena.allocate_text(size + 1);
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  arena.give_back(1);
  return Value::text({text, size}, kPlainText);
}

}  // namespace bdp::fingerprint
