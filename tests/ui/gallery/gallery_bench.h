#pragma once
#include "core/gallery/gallery.h"
#include "tests/core/gallery/kept_walks.h"
#include "tests/journeys/workbench.h"
#include "ui/gallery/gallery_grid.h"
#include "ui/gallery/gallery_workspace.h"

#include <QSettings>
#include <QTest>

#include <filesystem>
#include <memory>

// The gallery's mode with its real widgets, on a gallery of the test's own: nine pictures of two jobs.
class GalleryBench : public QObject {
protected:
    using GalleryGrid = diffuscope::ui::GalleryGrid;

    static std::filesystem::path galleryFolder()
    {
        return std::filesystem::path(qEnvironmentVariable("XDG_DATA_HOME").toStdString()) / "diffuscope/gallery";
    }
    void setUp()
    {
        QSettings().clear();
        std::filesystem::remove_all(galleryFolder());
        diffuscope::Gallery gallery(galleryFolder());
        gallery.add({diffuscope::keptWalk(1200, 5, "ddim", 2)}, 1'700'000'000'000);
        gallery.add({diffuscope::keptWalk(30, 2, "euler"), diffuscope::keptWalk(30, 2, "ddpm")}, 1'700'000'100'000);
    }
    void show(const QSize& size = {1000, 700})
    {
        bridge_ = std::make_unique<diffuscope::ui::Bridge>();
        mode_ = std::make_unique<diffuscope::ui::GalleryWorkspace>(*bridge_);
        inspector_.reset(mode_->inspector());
        inspector_->setParent(nullptr);
        mode_->resize(size);
        inspector_->resize(336, 700);
        mode_->begin({}, false);
        mode_->show();
        inspector_->show();
        QVERIFY(QTest::qWaitForWindowExposed(mode_.get()));
    }
    void tearDown()
    {
        inspector_.reset();
        mode_.reset();
        bridge_.reset();
    }
    QVariant fact(const char* id) const { return mode_->fact(QLatin1String(id)); }
    bool lists(int count)
    {
        return QTest::qWaitFor([&] { return fact("listed").toInt() == count && grid()->currentIndex() < count; },
                               20'000);
    }
    bool knows(int index)
    {
        return QTest::qWaitFor([&] { return !grid()->nameOf(index).isEmpty(); }, 20'000);
    }
    template <typename Widget> Widget* find(const char* name) const
    {
        auto* found = mode_->findChild<Widget*>(QLatin1String(name));
        return found ? found : mode_->inspector()->findChild<Widget*>(QLatin1String(name));
    }
    GalleryGrid* grid() const { return mode_->findChild<GalleryGrid*>(); }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(grid(), Qt::Key(key), modifiers); }
    bool command(const char* id)
    {
        diffuscope::ui::Command* found = mode_->command(QLatin1String(id));
        if (!found || !found->disabledReason().isEmpty())
            return false;
        found->run();
        return true;
    }
    void choose(int index)
    {
        QTest::mouseClick(grid()->viewport(), Qt::LeftButton, {}, grid()->tileRect(index).center());
    }

    std::unique_ptr<diffuscope::ui::Bridge> bridge_;
    std::unique_ptr<diffuscope::ui::GalleryWorkspace> mode_;
    std::unique_ptr<QWidget> inspector_;
};
