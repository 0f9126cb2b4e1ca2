// What an import proposes waits until somebody answers; what was accepted is in the draft, and nothing beside it.
#include "vhc/proposals.h"

#include "lists.h"

namespace vhc {
namespace {

using test::at;

const UnixTime long_ago = at("2026-01-05T00:00:00Z");
const std::string a = "https://a.example/shc";
const std::string b = "https://b.example/shc";

IssuerLine stale(IssuerLine line) {
  line.stale = long_ago;
  return line;
}

IssuerLine suspended(IssuerLine line) {
  line.status = IssuerLineStatus::suspended;
  line.why = "struck";
  return line;
}

std::string said(const std::vector<ImportProposal>& all) {
  std::string text;
  for (const ImportProposal& one : all) {
    text += one.net + " " + one.iss.substr(8, 1) + " " + (one.kid.empty() ? "*" : one.kid) +
            (one.returned ? " returned: " : ": ") + one.detail + "\n";
  }
  return text;
}

// ---- what waits

TEST(Proposals, AreToldFromTheDraftAndWhatItWouldBe) {
  const KeyLine held = key_line("k1", 1);
  const KeyLine fresh = key_line("k2", 2);
  const KeyLine other = key_line("k1", 9);
  const struct {
    const char* what;
    IssuerLine waiting;
    std::vector<IssuerLine> draft;
    const char* said;
  } cases[] = {
      {"nothing new", issuer_line(a, {held}), {issuer_line(a, {held})}, ""},
      {"a key less", issuer_line(a, {}), {issuer_line(a, {held})}, ""},
      {"a new issuer", issuer_line(a, {held}), {}, "vci a *: not on the list yet\n"},
      {"one of another network",
       issuer_line(a, {held}),
       {issuer_line(a, {held}, "state")},
       "vci a *: not on the list yet\n"},
      {"a key, and none that we hold",
       issuer_line(a, {fresh}),
       {issuer_line(a, {held})},
       "vci a k2 returned: all its keys changed at once\n"},
      {"other bytes under a kid",
       issuer_line(a, {other}),
       {issuer_line(a, {held})},
       "vci a k1 returned: other bytes under a kid we hold\n"},
      {"a key of one long unseen",
       issuer_line(a, {held, fresh}),
       {stale(issuer_line(a, {held}))},
       "vci a k2 returned: not seen since 2026-01-05\n"},
      {"one long unseen is served again",
       issuer_line(a, {held}),
       {stale(issuer_line(a, {held}))},
       "vci a * returned: served again, not seen since 2026-01-05\n"},
      {"one long unseen is still not served", stale(issuer_line(a, {held})), {stale(issuer_line(a, {held}))}, ""},
      {"one that was struck",
       suspended(issuer_line(a, {held})),
       {issuer_line(a, {held})},
       "vci a *: removed from the directory: issuer suspend\n"},
      {"one that is suspended already", suspended(issuer_line(a, {held})), {suspended(issuer_line(a, {held}))}, ""},
      {"one that is suspended here alone", issuer_line(a, {held}), {suspended(issuer_line(a, {held}))}, ""},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(said(proposals_in(list_of({one.waiting}), list_of(one.draft))), one.said) << one.what;
  }
}

// ---- accepting

TEST(Accept, TakesAWholeIssuerThatIsNotThere) {
  TrustLines draft = list_of({issuer_line(b, {key_line("k")})});
  const IssuerLine waiting = issuer_line(a, {key_line("k1"), key_line("k2", 2)});
  accept(waiting, "", draft);
  ASSERT_EQ(draft.issuers.size(), 2U);
  EXPECT_EQ(draft.issuers[1], waiting);
  accept(waiting, "", draft);
  EXPECT_EQ(draft.issuers.size(), 2U);
}

TEST(Accept, OfOneKeyTakesThatKeyAlone) {
  TrustLines draft = list_of({issuer_line(a, {key_line("k1")})});
  const IssuerLine waiting = suspended(issuer_line(a, {key_line("k0", 3), key_line("k1", 9), key_line("k2", 2)}));
  accept(waiting, "k2", draft);
  const IssuerLine& line = draft.issuers[0];
  ASSERT_EQ(line.keys.size(), 2U);
  EXPECT_EQ(line.keys[0].material, Bytes(64, 1));  // other bytes under k1 were not asked for
  EXPECT_EQ(line.keys[1].kid, "k2");
  EXPECT_EQ(line.status, IssuerLineStatus::active);
  accept(waiting, "none", draft);
  EXPECT_EQ(draft.issuers[0].keys.size(), 2U);
}

TEST(Accept, OfAllTakesKeysInTheirOrderAndSuspends) {
  TrustLines draft = list_of({stale(issuer_line(a, {key_line("k1")}))});
  accept(suspended(issuer_line(a, {key_line("k2", 2), key_line("k1", 9), key_line("k0", 3)})), "", draft);
  const IssuerLine& line = draft.issuers[0];
  ASSERT_EQ(line.keys.size(), 3U);
  EXPECT_EQ(line.keys[0].kid, "k0");
  EXPECT_EQ(line.keys[1].kid, "k1");
  EXPECT_EQ(line.keys[1].material, Bytes(64, 9));
  EXPECT_EQ(line.status, IssuerLineStatus::suspended);
  EXPECT_EQ(line.why, "struck");
  EXPECT_FALSE(line.stale);
}

// A key that was revoked here comes back with the same bytes: it is held, and stays revoked.
TEST(Accept, BringsNoRevokedKeyAndNoSuspendedIssuerBack) {
  IssuerLine held = suspended(issuer_line(a, {key_line("k1")}));
  held.keys[0].status = KeyLineStatus::revoked;
  for (const std::string kid : {"", "k1"}) {
    TrustLines draft = list_of({held});
    accept(issuer_line(a, {key_line("k1")}), kid, draft);
    EXPECT_EQ(draft.issuers[0].keys.at(0).status, KeyLineStatus::revoked) << kid;
    EXPECT_EQ(draft.issuers[0].status, IssuerLineStatus::suspended) << kid;
  }
}

TEST(Accept, LeavesOneThatIsStillUnseenStale) {
  TrustLines draft = list_of({stale(issuer_line(a, {key_line("k1")}))});
  accept(stale(issuer_line(a, {key_line("k1"), key_line("k2", 2)})), "", draft);
  EXPECT_EQ(draft.issuers[0].stale, long_ago);
  EXPECT_EQ(draft.issuers[0].keys.size(), 2U);
}

TEST(Accept, IsOfItsNetworkAlone) {
  TrustLines draft = list_of({issuer_line(a, {key_line("k1")}, "state")});
  accept(issuer_line(a, {key_line("k2", 2)}), "", draft);
  ASSERT_EQ(draft.issuers.size(), 2U);
  EXPECT_EQ(draft.issuers[0].keys.size(), 1U);
}

// ---- refusing

TEST(Refused, ComesNoMoreWhateverElseWaits) {
  const IssuerLine held = issuer_line(a, {key_line("k1")});
  const auto open = [](IssuerLine waiting, const IssuerLine* there, const std::vector<RefusedProposal>& refused) {
    Proposals answers;
    answers.refused = refused;
    const bool is_open = keep_open(waiting, there, answers);
    std::string kids;
    for (const KeyLine& key : waiting.keys) kids += " " + key.kid;
    return (is_open ? "open" : "done") + kids;
  };
  const IssuerLine more = issuer_line(a, {key_line("k1"), key_line("k2", 2), key_line("k3", 3)});
  EXPECT_EQ(open(more, &held, {}), "open k1 k2 k3");
  EXPECT_EQ(open(more, &held, {{"vci", a, "k2"}}), "open k1 k3");
  EXPECT_EQ(open(more, &held, {{"vci", a, "k2"}, {"vci", a, "k3"}}), "done k1");
  EXPECT_EQ(open(more, &held, {{"vci", a, "k1"}}), "open k1 k2 k3");  // it is held: that answer is about nothing
  EXPECT_EQ(open(more, &held, {{"state", a, "k2"}, {"vci", b, "k2"}}), "open k1 k2 k3");
  EXPECT_EQ(open(more, &held, {{"vci", a, ""}}), "open k1 k2 k3");  // that it came back, not its keys
  EXPECT_EQ(open(more, nullptr, {{"vci", a, ""}}), "done k1 k2 k3");
  EXPECT_EQ(open(more, nullptr, {{"vci", a, "k2"}}), "open k1 k3");
  EXPECT_EQ(open(held, &held, {}), "done k1");

  const IssuerLine unseen = stale(held);
  EXPECT_EQ(open(held, &unseen, {}), "open k1");
  EXPECT_EQ(open(held, &unseen, {{"vci", a, ""}}), "done k1");
  EXPECT_EQ(open(suspended(held), &held, {}), "open k1");
  EXPECT_EQ(open(suspended(held), &held, {{"vci", a, ""}}), "done k1");
}

TEST(Refused, IsReadAsItIsWrittenOrNamed) {
  const std::vector<RefusedProposal> all{{"state", b, "k1"}, {"vci", a, ""}, {"vci", a, "k2"}};
  EXPECT_EQ(write_refused(all), "state " + b + " k1\nvci " + a + " *\nvci " + a + " k2\n");
  EXPECT_EQ(read_refused(write_refused(all)).value(), all);
  EXPECT_EQ(read_refused("vci " + a + " k2\nvci " + a + " *\nstate " + b + " k1").value(), all);  // sorted
  EXPECT_TRUE(read_refused("").value().empty());
  for (const char* bad : {"vci", "vci x", "vci  ", " vci x y", "vci x ", "\n", " "}) {
    const auto refused = read_refused("vci x y\n" + std::string(bad) + "\n");
    expect_error(refused, Errc::registry_form, bad);
    EXPECT_EQ(refused.error().where, "line 2") << bad;
  }
}

}  // namespace
}  // namespace vhc
