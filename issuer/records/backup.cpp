#include "vhc/backup.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <sodium.h>

namespace vhc {
namespace {

// "vhc-backup v1 LENGTH\n", the sealed key of the stream (LENGTH bytes, a file as in docs/formats/key-file.md), the
// stream's header, and chunks: two bytes of length, the lower first, and so many bytes. The last chunk is marked as
// such by the stream.
constexpr std::string_view magic = "vhc-backup v1 ";
constexpr std::size_t key_bytes = crypto_secretstream_xchacha20poly1305_KEYBYTES;
constexpr std::size_t header_bytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t tag_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t chunk_bytes = 32768;
constexpr std::size_t max_name_chars = 200;
static_assert(chunk_bytes + tag_bytes <= 0xFFFF);

tl::unexpected<Error> damaged() {
  return fail(Errc::backup_form);
}

bool is_name(std::string_view name) {
  const auto belongs = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-' || c == '/';
  };
  return !name.empty() && name.size() <= max_name_chars && std::all_of(name.begin(), name.end(), belongs) &&
         name.front() != '/' && name.find("..") == std::string_view::npos && name.find("//") == std::string_view::npos;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

// ---- writing

struct BackupWriter::State {
  std::function<Result<void>(std::string_view)> out;
  crypto_secretstream_xchacha20poly1305_state stream{};
  std::string held;

  Result<void> push(std::string_view plain, unsigned char tag) {
    std::string sealed(2 + plain.size() + tag_bytes, '\0');
    crypto_secretstream_xchacha20poly1305_push(&stream, reinterpret_cast<std::uint8_t*>(sealed.data()) + 2, nullptr,
                                               bytes_of(plain), plain.size(), nullptr, 0, tag);
    const std::size_t size = sealed.size() - 2;
    sealed[0] = static_cast<char>(size & 0xFF);
    sealed[1] = static_cast<char>(size >> 8);
    return out(sealed);
  }
};

BackupWriter::BackupWriter(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
BackupWriter::BackupWriter(BackupWriter&&) noexcept = default;
BackupWriter::~BackupWriter() = default;

Result<BackupWriter> BackupWriter::begin(UnixTime created, const Secret& passphrase,
                                         std::function<Result<void>(std::string_view)> out, const SealCost& cost) {
  Secret key(key_bytes);
  crypto_secretstream_xchacha20poly1305_keygen(key.expose().data());
  VHC_TRY(const std::string sealed, seal(key, {Purpose::backup, "-", created}, passphrase, cost));
  auto state = std::make_unique<State>();
  state->out = std::move(out);
  std::array<std::uint8_t, header_bytes> header{};
  crypto_secretstream_xchacha20poly1305_init_push(&state->stream, header.data(), key.expose().data());
  VHC_CHECK_OK(state->out(std::string(magic) + std::to_string(sealed.size()) + "\n" + sealed));
  VHC_CHECK_OK(state->out({reinterpret_cast<const char*>(header.data()), header.size()}));
  return BackupWriter(std::move(state));
}

Result<void> BackupWriter::begin_file(std::string_view name, std::uint64_t size, bool is_secret) {
  if (!is_name(name)) return fail(Errc::backup_form, {}, "a file in the folder has a name that backups do not allow");
  return add(std::string(name) + " " + std::to_string(size) + (is_secret ? " secret\n" : " plain\n"));
}

Result<void> BackupWriter::add(std::string_view bytes) {
  state_->held += bytes;
  std::string_view rest = state_->held;
  while (rest.size() >= chunk_bytes) {
    VHC_CHECK_OK(state_->push(rest.substr(0, chunk_bytes), 0));
    rest.remove_prefix(chunk_bytes);
  }
  state_->held.erase(0, state_->held.size() - rest.size());
  return {};
}

Result<void> BackupWriter::finish() {
  return state_->push(state_->held, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
}

// ---- reading

struct BackupReader::State {
  std::function<Result<std::string>(std::size_t)> in;
  UnixTime created{};
  crypto_secretstream_xchacha20poly1305_state stream{};
  std::string held;  // opened, not given yet
  bool is_last = false;
  std::uint64_t left = 0;  // of the file

  Result<void> pull() {
    if (is_last) return damaged();
    VHC_TRY(const std::string length, in(2));
    if (length.size() != 2) return damaged();
    const std::size_t size =
        static_cast<std::uint8_t>(length[0]) + (std::size_t{static_cast<std::uint8_t>(length[1])} << 8);
    if (size < tag_bytes || size > chunk_bytes + tag_bytes) return damaged();
    VHC_TRY(const std::string sealed, in(size));
    if (sealed.size() != size) return damaged();
    std::string plain(size - tag_bytes, '\0');
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&stream, reinterpret_cast<std::uint8_t*>(plain.data()), nullptr,
                                                   &tag, bytes_of(sealed), sealed.size(), nullptr, 0) != 0) {
      return damaged();
    }
    is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    held += plain;
    return {};
  }
};

BackupReader::BackupReader(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
BackupReader::BackupReader(BackupReader&&) noexcept = default;
BackupReader::~BackupReader() = default;

Result<BackupReader> BackupReader::open(std::function<Result<std::string>(std::size_t)> in, const Secret& passphrase) {
  VHC_TRY(const std::string start, in(magic.size()));
  if (start != magic) return damaged();
  std::string digits;
  for (;;) {
    VHC_TRY(const std::string one, in(1));
    if (one == "\n") break;
    digits += one;
    if (one.empty() || digits.size() > 6) return damaged();
  }
  const auto length = number(digits);
  if (!length || *length > max_key_file_bytes) return damaged();
  VHC_TRY(const std::string sealed, in(*length));
  VHC_TRY(const SealedHeader facts, read_sealed_header(sealed));
  if (!facts.sealed) return damaged();  // anybody could have made it: the passphrase would prove nothing
  VHC_TRY(const Secret key, unseal(sealed, Purpose::backup, passphrase));
  VHC_TRY(const std::string header, in(header_bytes));
  if (key.size() != key_bytes || header.size() != header_bytes) return damaged();
  auto state = std::make_unique<State>();
  state->in = std::move(in);
  state->created = facts.info.created;
  if (crypto_secretstream_xchacha20poly1305_init_pull(&state->stream, bytes_of(header), key.expose().data()) != 0) {
    return damaged();
  }
  return BackupReader(std::move(state));
}

UnixTime BackupReader::created() const noexcept {
  return state_->created;
}

Result<std::optional<BackupFile>> BackupReader::next_file() {
  State& state = *state_;
  std::size_t end = state.held.find('\n');
  while (end == std::string::npos) {
    if (state.held.size() > max_name_chars + 40) return damaged();
    if (state.is_last && state.held.empty()) return std::optional<BackupFile>{};
    VHC_CHECK_OK(state.pull());
    end = state.held.find('\n');
  }
  const std::string line = state.held.substr(0, end);
  state.held.erase(0, end + 1);
  const std::size_t first = line.find(' ');
  const std::size_t second = first == std::string::npos ? first : line.find(' ', first + 1);
  if (second == std::string::npos) return damaged();
  BackupFile file{.name = line.substr(0, first), .is_secret = line.substr(second + 1) == "secret"};
  const auto size = number(std::string_view(line).substr(first + 1, second - first - 1));
  if (!size || !is_name(file.name)) return damaged();
  file.size = *size;
  state.left = *size;
  return std::optional(std::move(file));
}

Result<std::string> BackupReader::read() {
  State& state = *state_;
  if (state.left == 0) return std::string{};
  while (state.held.empty()) VHC_CHECK_OK(state.pull());
  const std::size_t count = std::min<std::uint64_t>(state.left, state.held.size());
  std::string bytes = state.held.substr(0, count);
  state.held.erase(0, count);
  state.left -= count;
  return bytes;
}

}  // namespace vhc
