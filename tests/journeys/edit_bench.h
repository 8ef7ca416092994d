#pragma once
#include "tests/journeys/reverse_bench.h"
#include "ui/reverse/edit/edit_page.h"
#include "ui/reverse/edit/edit_strip.h"
#include "ui/reverse/edit/edit_tiles.h"
#include "ui/reverse/edit/edit_tool.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/image/image_view.h"

#include <QComboBox>
#include <QDoubleSpinBox>

// Reverse's tool Edit on a bench, with few steps and the first class.
class EditBench : protected ReverseBench {
protected:
    void openEdit()
    {
        openReverse(100);
        fewSteps(10);
        if (auto* classes = find<QComboBox>("class"); classes->count() > 1)
            classes->setCurrentIndex(1);
        QVERIFY(workspace_->handleKey(Qt::Key_5, Qt::AltModifier));
        QVERIFY(tool().canvas()->isVisible() && tool().strip()->isVisible());
        QCOMPARE(workspace_->timeline()->step(), 50); // half way, and not at an end
    }
    diffuscope::ui::EditTool& tool() const { return *workspace_->findChild<diffuscope::ui::EditTool*>(); }
    const diffuscope::ui::Race& run() const { return tool().way().run(); }
    const diffuscope::Image& shown(const char* name) const { return find<diffuscope::ui::ImageView>(name)->image(); }
    const diffuscope::Image& source() const { return tool().source()->picture(); }
    void edit()
    {
        press(&diffuscope::ui::Bridge::variationsFinished);
        QTRY_VERIFY_WITH_TIMEOUT(!tool().running(), kReverseTime); // it may be judged
        turn();
    }
    void choose(const char* way)
    {
        tool().page()->tiles()->setCurrent(QLatin1String(way));
        QCOMPARE(tool().way().id(), QLatin1String(way));
    }
    void open(const char* file, bool second = false)
    {
        QSignalSpy changed(tool().source(second), &diffuscope::ui::StartPicture::changed);
        tool().source(second)->openFile(folder_.filePath(QLatin1String(file)));
        QTRY_VERIFY_WITH_TIMEOUT(changed.count() > 0, kReverseTime);
    }
    void fewSteps(int steps) { ReverseBench::choose("ddim", steps); }
    // As a file with it is dropped.
    diffuscope::ui::Workspace::Restored restore(diffuscope::SamplingRecipe recipe)
    {
        diffuscope::FoundModel found;
        found.path = bridge_->model()->path;
        found.trainedSteps = bridge_->model()->trainedSteps;
        found.weights = diffuscope::FoundModel::Weights::Same;
        recipe.found = found;
        return workspace_->restore(diffuscope::Recipe(recipe));
    }
    // A way's recipe brings it back, whatever was chosen since, and draws the same.
    void bringsBack(const char* way)
    {
        using namespace diffuscope::ui;
        choose(way);
        const diffuscope::Image made = run().racer(0).images[1];
        const diffuscope::SamplingRecipe recipe = run().racer(0).run.recipe();
        choose("redraw");
        find<QDoubleSpinBox>("editBlur")->setValue(1);
        for (const char* control : {"editPath", "editEndA", "editEndB", "editTurn"})
            find<SegmentedControl>(control)->choose(0);
        workspace_->setTool(ReverseWorkspace::Tool::Watch);
        const Workspace::Restored told = restore(recipe);
        QVERIFY2(told.missing.isEmpty(), qPrintable(told.missing.join(u';')));
        QCOMPARE(workspace_->tool(), ReverseWorkspace::Tool::Edit);
        QCOMPARE(tool().way().id(), QLatin1String(way));
        edit();
        QVERIFY(apart(run().racer(0).images[1], made) < 1e-4);
    }
    static double apart(const diffuscope::Image& a, const diffuscope::Image& b)
    {
        return diffuscope::ui::differenceOf(a, b).rms;
    }
};
