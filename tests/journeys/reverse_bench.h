#pragma once
#include "tests/journeys/workbench.h"
#include "ui/reverse/reverse_workspace.h"
#include "ui/reverse/sampler/sampler_panel.h"
#include "ui/widgets/form/segmented_control.h"

#include <QPushButton>
#include <QSignalSpy>

#include <memory>

// Reverse on a bench, with a network that has learnt next to nothing from a few pictures of 16 x 16.
class ReverseBench {
protected:
    static constexpr int kReverseTime = 150'000; // for a slow machine; nothing here should need it

    // `timesteps`: of the network's schedule.
    void openReverse(long long timesteps)
    {
        using namespace diffuscope;
        writePictures(folder_.filePath(QStringLiteral("pictures")), 4);
        bridge_ = std::make_unique<ui::Bridge>();
        TrainRequest request;
        request.source = folder_.filePath(QStringLiteral("pictures")).toStdString();
        request.folder = folder_.filePath(QStringLiteral("run")).toStdString();
        request.overrides = {{"size", 16LL},         {"steps", 4LL},         {"batch", 4LL},
                             {"preview_count", 1LL}, {"preview_steps", 1LL}, {"timesteps", timesteps}};
        bridge_->session().startTraining(request);
        QTRY_VERIFY_WITH_TIMEOUT(bridge_->training().state == TrainState::Finished, kReverseTime);
        workspace_ = new ui::ReverseWorkspace(*bridge_);
        bench_ = std::make_unique<Workbench>(workspace_);
        workspace_->openModel(folder_.filePath(QStringLiteral("run")));
        QTRY_VERIFY_WITH_TIMEOUT(bridge_->model().has_value(), kReverseTime);
    }

    void closeReverse()
    {
        bench_.reset();
        bridge_.reset();
    }

    void choose(const char* sampler, int steps, int count = 1)
    {
        bench_->findChild<diffuscope::ui::SamplerPanel*>()->chooseSampler(QLatin1String(sampler));
        find<diffuscope::ui::SegmentedControl>("count")->setCurrent(QString::number(count));
        find<QSpinBox>("steps")->setValue(steps);
    }

    // Presses the button and waits for what it ends in.
    template <typename Ended> void press(Ended ended, const char* button = "generate")
    {
        QSignalSpy finished(bridge_.get(), ended);
        find<QPushButton>(button)->click();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kReverseTime);
        turn();
    }
    static void turn() { QCoreApplication::processEvents(); } // what a widget shows is filled once a turn
    void goTo(int step)
    {
        workspace_->timeline()->setStep(step);
        turn();
    }
    void generate() { press(&diffuscope::ui::Bridge::sampleFinished); }

    template <typename T> T* find(const char* name) const { return bench_->findChild<T*>(QLatin1String(name)); }

    QTemporaryDir folder_;
    std::unique_ptr<diffuscope::ui::Bridge> bridge_;
    std::unique_ptr<Workbench> bench_;
    diffuscope::ui::ReverseWorkspace* workspace_ = nullptr;
};
