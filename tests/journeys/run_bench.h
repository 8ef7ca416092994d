#pragma once
#include "tests/journeys/workbench.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/widgets/form/segmented_control.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <memory>

// Reverse with a run that has just ended: a fresh window for every test.
class RunBench {
protected:
    static constexpr int kSamplingTime = 150'000;

    void train()
    {
        using namespace diffuscope;
        writePictures(folder_.filePath(QStringLiteral("pictures")), 8);
        ui::Bridge bridge;
        TrainRequest request;
        request.source = folder_.filePath(QStringLiteral("pictures")).toStdString();
        request.folder = folder_.filePath(QStringLiteral("run")).toStdString();
        request.overrides = {{"size", 16LL},         {"steps", 6LL},         {"batch", 4LL},
                             {"preview_count", 1LL}, {"preview_steps", 1LL}, {"timesteps", 400LL}};
        bridge.session().startTraining(request);
        QTRY_VERIFY_WITH_TIMEOUT(bridge.training().state == TrainState::Finished, kSamplingTime);
    }

    void openWindow()
    {
        bridge_ = std::make_unique<diffuscope::ui::Bridge>();
        workspace_ = new diffuscope::ui::ReverseWorkspace(*bridge_);
        bench_ = std::make_unique<Workbench>(workspace_);
    }

    void closeWindow()
    {
        bench_.reset();
        bridge_.reset();
    }

    void openRun()
    {
        workspace_->openModel(folder_.filePath(QStringLiteral("run")));
        QTRY_VERIFY_WITH_TIMEOUT(bridge_->model().has_value(), kSamplingTime);
        QTRY_VERIFY(find<QPushButton>("generate")->isVisible());
    }

    void generate(int count, int steps)
    {
        find<diffuscope::ui::SegmentedControl>("count")->setCurrent(QString::number(count));
        find<QSpinBox>("steps")->setValue(steps);
        QSignalSpy finished(bridge_.get(), &diffuscope::ui::Bridge::sampleFinished);
        find<QPushButton>("generate")->click();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kSamplingTime);
    }

    template <typename T> T* find(const char* name) const { return bench_->findChild<T*>(QLatin1String(name)); }
    const diffuscope::ui::Trajectory& kept() const { return workspace_->trajectory(); }

    QTemporaryDir folder_;
    std::unique_ptr<diffuscope::ui::Bridge> bridge_;
    std::unique_ptr<Workbench> bench_;
    diffuscope::ui::ReverseWorkspace* workspace_ = nullptr;
};
