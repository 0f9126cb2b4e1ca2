#include "desk/passphrase_topic.h"

namespace vhc {

HelpTopic passphrase_topic() {
  return {
      .name = "passphrase",
      .summary = "the issuer's folder's passphrase, and what happens if it is forgotten",
      .paragraphs =
          {"An issuer's folder has one passphrase. It opens the signing keys, the secret of the revocation ids and the "
           "ledger of issued cards. A backup is sealed under the passphrase that the folder has when it is made, and "
           "holds the keys as they are: a backup does not help with a forgotten passphrase.",
           "vhc asks for it on the terminal once per command, with three tries. Without a terminal, "
           "--passphrase-file reads one line from a pipe such as <(command), from standard input (-), or from a file "
           "that only its owner can read (mode 0600). vhc key new seals a new key under it; vhc key passphrase changes "
           "it for everything in the folder.",
           "A forgotten passphrase is final. Nobody can recover it: not the operator of a trust network, and not vhc.",
           "What works without it: cards that were handed out stay valid, and vhc publish, vhc journal, vhc key "
           "retire, "
           "vhc key revoke and vhc revoke of one card (--number, --rid, --card) need no passphrase. Nothing can be "
           "issued, "
           "corrected, reprinted or found by name anymore.",
           "What to do then:"},
      .rows = {{"1",
                "Keep the old folder and keep publishing it: without it the cards that are out there become "
                "cards of an unknown issuer, and can no longer be revoked."},
               {"2",
                "vhc key retire KID: the old key stops signing, its cards stay valid. If somebody else may know "
                "the passphrase, vhc key revoke KID: all of its cards become invalid."},
               {"3",
                "vhc issuer init NEW --iss URL: a new folder with a new key, under another issuer URL, published "
                "beside the old one."},
               {"4",
                "Tell the operators of every trust network that lists you the new issuer URL, and what became of "
                "the old key. Until they list it, new cards come from an unknown issuer."}}};
}

}  // namespace vhc
