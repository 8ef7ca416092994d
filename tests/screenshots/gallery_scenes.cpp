#include "core/gallery/gallery.h"
#include "tests/screenshots/stage.h"
#include "ui/gallery/gallery_grid.h"
#include "ui/gallery/gallery_workspace.h"
#include "ui/style/to_qimage.h"

#include <QAbstractButton>
#include <QCoreApplication>
#include <QDateTime>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

// A digit with some noise left, as a young network draws one.
Image drawnDigit(int digit, int seed)
{
    QImage picture(32, 32, QImage::Format_RGB32);
    picture.fill(Qt::black);
    QPainter painter(&picture);
    painter.setPen(Qt::white);
    QFont font;
    font.setPixelSize(24 + seed % 6);
    painter.setFont(font);
    painter.translate(16, 16);
    painter.rotate(seed * 37 % 31 - 15);
    painter.drawText(QRect(-16, -16, 32, 32), Qt::AlignCenter, QString::number(digit));
    painter.end();
    Image image = imageOf(pixelsOf(picture), 1);
    for (std::size_t k = 0; k < image.values.size(); ++k)
        image.values[k] = std::clamp(
            image.values[k] + 0.06f * float(std::sin(double(k * 7919 + std::size_t(seed) * 104729))), -1.0f, 1.0f);
    return image;
}

KeptWalk walkOf(int seed, int count, const std::string& sampler, int steps, double guidance, int digit = -1)
{
    KeptWalk walk;
    walk.recipe.modelName = "Starter digits";
    walk.recipe.weightsHash = "7f3a91c20b6d4e58";
    walk.recipe.sampler = sampler;
    walk.recipe.steps = steps;
    walk.recipe.seed = std::uint64_t(seed);
    walk.recipe.count = count;
    walk.recipe.guidanceScale = guidance;
    walk.classNames = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};
    walk.seconds = 0.9;
    walk.networkCalls = steps;
    for (int k = 0; k < count; ++k) {
        walk.classes.push_back(digit < 0 ? k % 10 : digit);
        walk.images.push_back(drawnDigit(walk.classes.back(), seed + k + int(guidance * 3)));
    }
    return walk;
}

GalleryWorkspace* galleryOf(Stage& stage) { return stage.window().findChild<GalleryWorkspace*>(); }
GalleryGrid* gridOf(Stage& stage) { return stage.window().findChild<GalleryGrid*>(); }

bool emptyGallery(Stage& stage)
{
    stage.window().setMode(QStringLiteral("gallery"));
    return stage.waitFor([&] { return galleryOf(stage)->fact(QStringLiteral("listed")).isValid(); });
}

bool filled(Stage& stage)
{
    constexpr qint64 kHour = 3'600'000;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    {
        Gallery gallery((qEnvironmentVariable("XDG_DATA_HOME") + QStringLiteral("/diffuscope/gallery")).toStdString());
        gallery.add({walkOf(500, 40, "ddpm", 50, 2)}, now - 30 * kHour);
        std::vector<KeptWalk> race;
        for (const double guidance : {0.0, 1.0, 2.0, 4.0, 7.0})
            race.push_back(walkOf(1202, 1, "ddim", 50, guidance, 5));
        const std::vector<GalleryId> raced = gallery.add(race, now - 26 * kHour);
        const std::vector<GalleryId> newest = gallery.add({walkOf(1501, 16, "ddim", 50, 1)}, now - 60'000);
        gallery.change({{raced[1], newest[3], newest[10]}, true});
    }
    GalleryWorkspace* mode = galleryOf(stage);
    stage.window().setMode(QStringLiteral("forward"));
    stage.window().setMode(QStringLiteral("gallery"));
    stage.bridge().session().changeGallery({{1}, {}, {}, false}); // so that it asks again
    return stage.waitFor([&] { return mode->fact(QStringLiteral("listed")).toInt() >= 61; });
}

bool select(Stage& stage, int index)
{
    GalleryGrid* grid = gridOf(stage);
    const QPoint place = grid->tileRect(index).center();
    QMouseEvent press(QEvent::MouseButtonPress, place, grid->viewport()->mapToGlobal(place), Qt::LeftButton,
                      Qt::LeftButton, {});
    QCoreApplication::sendEvent(grid->viewport(), &press);
    return stage.waitFor([&] { return galleryOf(stage)->fact(QStringLiteral("shown")).isValid(); });
}

bool compared(Stage& stage)
{
    select(stage, 17);
    stage.key(Qt::Key_A);
    select(stage, 20);
    stage.key(Qt::Key_B);
    return stage.waitFor([&] {
        auto* wipe = stage.find<QWidget>("galleryWipe");
        return wipe && wipe->isVisible() && wipe->isEnabled();
    });
}

} // namespace

QList<Scene> galleryScenes()
{
    return {{"gallery-empty", emptyGallery},
            {"gallery", [](Stage& s) { return filled(s) && select(s, 3); }},
            {"gallery-compare", compared},
            {"gallery-full-size",
             [](Stage& s) {
                 s.find<QAbstractButton>("galleryWipe")->click();
                 return true;
             }},
            {"gallery-search",
             [](Stage& s) {
                 s.find<QAbstractButton>("galleryBack")->click();
                 s.find<QAbstractButton>("galleryCloseTray")->click();
                 s.find<QLineEdit>("gallerySearch")->setText(QStringLiteral("class:five w>2 colour:red"));
                 return s.waitFor([&] { return galleryOf(s)->fact(QStringLiteral("listed")).toInt() < 10; });
             }},
            {"gallery-several", [](Stage& s) {
                 s.find<QLineEdit>("gallerySearch")->clear();
                 const bool all = s.waitFor([&] { return galleryOf(s)->fact(QStringLiteral("listed")).toInt() >= 61; });
                 gridOf(s)->selectAll();
                 return all;
             }}};
}

} // namespace diffuscope::ui
