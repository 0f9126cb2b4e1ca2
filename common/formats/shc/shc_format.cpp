#include "formats/shc/shc_format.h"

#include "vhc/deflate.h"

namespace vhc {

// Only a first look: three parts, of which the first is a JSON object in base64url ("ey"). A '~' follows in other kinds
// of token (SD-JWT).
bool is_shc(std::string_view text) noexcept {
  return text.starts_with("ey") && text.find('.') != std::string_view::npos && text.find('~') == std::string_view::npos;
}

Result<std::string> shc_payload_text(const Envelope& envelope) {
  return inflate_raw(envelope.payload);
}

Result<CardContents> read_shc(const Envelope& envelope) {
  auto json = inflate_raw(envelope.payload);
  if (!json) return fail(Errc::payload_deflate);
  auto contents = read_payload(*std::move(json));
  if (contents) return contents;
  // Which rule of JSON a faulty payload breaks is for lint to say.
  const Errc code = contents.error().code;
  return fail(name(code).starts_with("payload.") ? code : Errc::payload_json);
}

}  // namespace vhc
