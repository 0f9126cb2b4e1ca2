// What the ledger seals opens only as it was sealed; a backup is whole or refused.
#include "vhc/ledger.h"

#include <gtest/gtest.h>

#include "vhc/backup.h"
#include "vhc/signing_key.h"

namespace vhc {
namespace {

const LedgerContent content{
    .jws = "eyJ.a.b", .person_key = "500123\nCORNER", .lots = {"EN6207", "EN6208"}, .line = 7, .events = {"E1"}};

TEST(LedgerRowSeal, GivesBackWhatItWasGiven) {
  const LedgerKey key = LedgerKey::make();
  const LedgerContent opened = key.open(key.seal(content, 42), 42).value();
  EXPECT_EQ(opened.jws, content.jws);
  EXPECT_EQ(opened.person_key, content.person_key);
  EXPECT_EQ(opened.lots, content.lots);
  EXPECT_EQ(opened.line, content.line);
  EXPECT_EQ(opened.events, content.events);
}

TEST(LedgerRowSeal, OpensUnderItsNumberAndKeyOnly) {
  const LedgerKey key = LedgerKey::make();
  const Bytes sealed = key.seal(content, 42);
  EXPECT_EQ(key.open(sealed, 43).error().code, Errc::ledger_broken);
  EXPECT_EQ(LedgerKey::make().open(sealed, 42).error().code, Errc::ledger_broken);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 1;
    EXPECT_FALSE(key.open(changed, 42)) << i;
    EXPECT_FALSE(key.open(ByteView(sealed).first(i), 42)) << i;
  }
}

TEST(LedgerRowSeal, ShowsNothingOfThePerson) {
  const Bytes sealed = LedgerKey::make().seal(content, 1);
  const std::string_view text = as_text(sealed);
  for (const char* secret : {"500123", "EN6207", "eyJ"}) EXPECT_EQ(text.find(secret), std::string_view::npos);
}

KeyRecord record_made_at(std::string_view time) {
  const SigningKey key = SigningKey::generate().value();
  return {.kid = key.kid(), .key = key.public_key(), .created = parse_time(time).value()};
}

TEST(LedgerVouching, IsForThisKeyMadeThenAndByThisLedgerOnly) {
  const LedgerKey ledger = LedgerKey::make();
  KeyRecord record = record_made_at("2026-11-23T09:14:03Z");
  EXPECT_FALSE(ledger.vouches_for(record));
  record.mac = ledger.vouch_for(record);
  EXPECT_TRUE(ledger.vouches_for(record));
  EXPECT_FALSE(LedgerKey::make().vouches_for(record));

  KeyRecord other = record_made_at("2026-11-23T09:14:03Z");
  other.mac = record.mac;
  EXPECT_FALSE(ledger.vouches_for(other));
  other = record;
  other.created += std::chrono::seconds{1};
  EXPECT_FALSE(ledger.vouches_for(other));
  for (std::size_t i = 0; i < record.mac.size(); ++i) {
    other = record;
    other.mac[i] = other.mac[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ledger.vouches_for(other)) << i;
  }
  other = record;
  other.mac.pop_back();
  EXPECT_FALSE(ledger.vouches_for(other));
}

// Revoking needs no passphrase, and so no new mac.
TEST(LedgerVouching, StaysWhenTheKeyIsRetiredOrRevoked) {
  const LedgerKey ledger = LedgerKey::make();
  KeyRecord record = record_made_at("2026-11-23T09:14:03Z");
  record.mac = ledger.vouch_for(record);
  const KeyRecord revoked = revoke(record, record.created, "stolen").value();
  EXPECT_TRUE(ledger.vouches_for(revoked));
  const std::string json = to_json(revoked);
  EXPECT_EQ(json.rfind(R"({"schema":"vhc.key/2",)", 0), 0U);
  EXPECT_EQ(parse_key_record(json)->mac, record.mac);
}

TEST(LedgerMarks, AreFoundByWhatTheyWereMadeFromAndNothingElse) {
  const LedgerKey key = LedgerKey::make();
  const Bytes marks = key.marks(content, "fingerprint");
  EXPECT_TRUE(has_mark(marks, MarkKind::lot, key.mark(MarkKind::lot, "EN6208")));
  EXPECT_TRUE(has_mark(marks, MarkKind::person, key.mark(MarkKind::person, "500123\nCORNER")));
  EXPECT_TRUE(has_mark(marks, MarkKind::person, key.mark(MarkKind::person, "500123")));
  EXPECT_TRUE(has_mark(marks, MarkKind::content, key.mark(MarkKind::content, "fingerprint")));
  EXPECT_FALSE(has_mark(marks, MarkKind::person, key.mark(MarkKind::person, "EN6208")));
  EXPECT_FALSE(has_mark(marks, MarkKind::event, key.mark(MarkKind::lot, "EN6208")));
  EXPECT_FALSE(has_mark(marks, MarkKind::lot, LedgerKey::make().mark(MarkKind::lot, "EN6208")));
  EXPECT_EQ(marks_of(marks, MarkKind::lot).size(), 2U);
  EXPECT_FALSE(has_mark(ByteView(marks).first(10), MarkKind::person, key.mark(MarkKind::person, "500123\nCORNER")));
}

// The least that is allowed, for tests.
const SealCost cheap{.opslimit = 1, .memlimit_bytes = min_memlimit_bytes};

Secret passphrase() {
  constexpr std::string_view text = "a passphrase of some length";
  Secret secret(text.size());
  std::copy(text.begin(), text.end(), secret.expose().begin());
  return secret;
}

std::string backup_of(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string written;
  const Secret secret = passphrase();
  BackupWriter writer = BackupWriter::begin(
                            UnixTime{}, secret,
                            [&written](std::string_view bytes) -> Result<void> {
                              written += bytes;
                              return {};
                            },
                            cheap)
                            .value();
  for (const auto& [name, bytes] : files) {
    EXPECT_TRUE(writer.begin_file(name, bytes.size(), false));
    EXPECT_TRUE(writer.add(bytes));
  }
  EXPECT_TRUE(writer.finish());
  return written;
}

Result<std::vector<std::pair<std::string, std::string>>> read_backup(const std::string& bytes) {
  std::size_t used = 0;
  const Secret secret = passphrase();
  VHC_TRY(BackupReader reader, BackupReader::open(
                                   [&](std::size_t count) -> Result<std::string> {
                                     std::string part = bytes.substr(std::min(used, bytes.size()), count);
                                     used += part.size();
                                     return part;
                                   },
                                   secret));
  std::vector<std::pair<std::string, std::string>> files;
  for (;;) {
    VHC_TRY(const auto file, reader.next_file());
    if (!file) return files;
    std::string all;
    for (;;) {
      VHC_TRY(const std::string part, reader.read());
      if (part.empty()) break;
      all += part;
    }
    files.emplace_back(file->name, all);
  }
}

TEST(Backup, GivesBackEveryFileOfAnySize) {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"keys/a.key", "secret"}, {"empty", ""}, {"ledger.db", std::string(100'000, 'x') + "end"}, {"issuer.json", "{}"}};
  EXPECT_EQ(read_backup(backup_of(files)).value(), files);
  EXPECT_TRUE(read_backup(backup_of({})).value().empty());
}

TEST(Backup, IsRefusedWhenAByteIsChangedOrItsEndIsMissing) {
  const std::string whole = backup_of({{"journal.ndjson", std::string(40'000, 'j')}, {"issuer.json", "{}"}});
  for (std::size_t i = 0; i < 40; ++i) {
    const std::size_t place = (whole.size() - 1) * i / 39;
    std::string changed = whole;
    changed[place] = static_cast<char>(changed[place] ^ 4);
    EXPECT_FALSE(read_backup(changed)) << place;
    EXPECT_FALSE(read_backup(whole.substr(0, place))) << place;
  }
}

// Whoever leaves the seal off needs no passphrase to make one.
TEST(Backup, WithoutASealIsRefused) {
  constexpr std::size_t key_bytes = 32;
  const std::string unsealed = without_seal(Secret(key_bytes), {Purpose::backup, "-", UnixTime{}}).value();
  const std::string forged =
      "vhc-backup v1 " + std::to_string(unsealed.size()) + "\n" + unsealed + std::string(24, 'h');
  std::size_t used = 0;
  const Secret secret = passphrase();
  const auto opened = BackupReader::open(
      [&](std::size_t count) -> Result<std::string> {
        std::string part = forged.substr(std::min(used, forged.size()), count);
        used += part.size();
        return part;
      },
      secret);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::backup_form);
}

TEST(Backup, TakesNoNameThatLeadsOutOfTheFolder) {
  const Secret secret = passphrase();
  BackupWriter writer = BackupWriter::begin(
                            UnixTime{}, secret, [](std::string_view) { return Result<void>{}; }, cheap)
                            .value();
  for (const char* name : {"", "/etc/x", "../x", "a/../../x", "a//b", "a b", "a\nb"}) {
    EXPECT_FALSE(writer.begin_file(name, 1, false)) << name;
  }
}

}  // namespace
}  // namespace vhc
