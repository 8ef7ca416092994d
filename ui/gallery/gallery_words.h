#pragma once
#include "core/messages/gallery.h"

#include <QList>
#include <QString>

namespace diffuscope::ui {

// What the gallery says about pictures.
QString madeWords(qint64 made);                   // milliseconds since 1970: "Today, 11:24", "28 November 2026, 11:02"
QString samplerWords(const std::string& sampler); // "DDIM"; one that this program lacks: its id
QString classWords(const GalleryEntry& entry);    // "five", "class 5"; empty: it has none
QString walkWords(const GalleryEntry& entry);     // "Starter digits, DDIM, 50 steps, guidance 2.0"
QString pictureWords(const GalleryEntry& entry);  // for readers and tooltips: "five, seed 1202, favourite"
QString titleWords(const GalleryEntry& entry);    // within a sentence: “five, seed 1202”
QString sizeWords(std::uint64_t bytes);           // "512 KB", "56 MB", "1.2 GB"

struct GalleryFact {
    QString id, label, value;
    bool operator==(const GalleryFact&) const = default;
};
QList<GalleryFact> factsOf(const GalleryEntry& entry); // model, sampler, class, seed, ...: always the same rows

} // namespace diffuscope::ui
