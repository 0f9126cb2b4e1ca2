#include "desk/passphrase_topic.h"

namespace vhc {

HelpTopic passphrase_topic() {
  return {
      .name = "passphrase",
      .summary = "the passphrase of an issuer's folder, and what a forgotten one means",
      .paragraphs =
          {"An issuer's folder has one passphrase. It opens the signing keys, the secret of the revocation ids and the "
           "ledger of issued cards. A backup is sealed under the passphrase that the folder has when it is made, and "
           "holds the keys as they are: a backup is no way around a forgotten passphrase.",
           "It is asked for on the terminal, once a command, and may be typed three times. Without a terminal, "
           "--passphrase-file reads one line from a pipe such as <(command), from standard input (-), or from a file "
           "that only its owner can read (mode 0600). vhc key new seals a new key under it; vhc key passphrase changes "
           "it for everything in the folder.",
           "A forgotten passphrase is final. Nobody can recover it: not the operator of a trust network, and not vhc.",
           "What goes on without it: cards that were handed out stay valid, and vhc publish, vhc journal, vhc key "
           "retire, "
           "vhc key revoke and vhc revoke of one card (--number, --rid, --card) need no passphrase. Nothing can be "
           "issued, "
           "corrected, printed again or found by name any more.",
           "What to do then:"},
      .rows = {{"1",
                "Keep the old folder and go on publishing it: without it the cards that are out there become "
                "those of an unknown issuer, and no more of them can be revoked."},
               {"2",
                "vhc key retire KID: the old key signs no more, its cards stay valid. If somebody else may know "
                "the passphrase, vhc key revoke KID: all of its cards die."},
               {"3",
                "vhc issuer init NEW --iss URL: a new folder with a new key, under another issuer URL, published "
                "beside the old one."},
               {"4",
                "Tell the operators of every trust network that lists you the new issuer URL, and what became of "
                "the old key. Until they have listed it, new cards are those of an unknown issuer."}}};
}

}  // namespace vhc
