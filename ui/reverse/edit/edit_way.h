#pragma once
#include "core/messages/requests.h"
#include "core/messages/sample_events.h"
#include "ui/reverse/edit/edit_scene.h"
#include "ui/reverse/race/race.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <map>
#include <optional>
#include <utility>

class QWidget;

namespace diffuscope::ui {

class MaskView;
class StartPicture;

// What the ways have in common to start from.
struct EditSources {
    StartPicture *a, *b; // b: the other end of a blend
    MaskView* mask;      // where the brush marks a
    std::function<SampleRequest()> settings;
    std::function<Image(int step)> noisy;    // a as a walk with these settings starts there; empty without a
    const std::optional<Schedule>* schedule; // the model's; none yet
};

// One way to edit: its settings, its request, and what its walks are shown as. It keeps its newest run, so that people
// may look at another way and come back. Derived classes are listed in editWays(). GUI thread.
class EditWay : public QObject {
    Q_OBJECT
public:
    explicit EditWay(const EditSources& sources, QObject* parent);
    ~EditWay() override;

    virtual QString id() const = 0;                          // "redraw"
    virtual QString title() const = 0;                       // "Redraw"
    virtual QString about() const = 0;                       // a few words below it
    virtual QString method() const = 0;                      // "SDEdit", as papers call it
    virtual QString verb() const = 0;                        // of the main button
    QWidget* panel() const { return panel_; }                // its settings
    virtual QWidget* belowMiddle() const { return nullptr; } // of the page; owned by whoever places them
    virtual QWidget* belowRight() const { return nullptr; }
    virtual bool startsFromPicture() const { return true; } // a is on the left, and may be drawn
    virtual bool startsFromTwo() const { return false; }    // b is on the right
    virtual bool masks() const { return false; }
    virtual bool takesClass() const { return true; } // that of the settings

    void setModel(const ModelOpened& model);
    virtual QString reason() const { return {}; } // why it cannot be done with this model; empty: it can
    virtual QString problem() const;              // what is missing; empty: nothing
    virtual VariationsRequest request(const SampleRequest& base) const = 0;
    virtual void drawSeeds() {}                            // its own ones, anew
    virtual void setStep(int step);                        // the playhead's
    virtual bool followsPlayhead() const { return false; } // what is to be seen, or asked for, depends on it
    virtual int pictureFor(int step) const;                // the result that stands nearest to the playhead; -1: any
    virtual std::optional<int> stepFor(int) const;         // where the playhead is to go for a result

    // Of a recipe: is it this way that draws such, with these changes as the rows of its sheet? Sets that up, but for
    // its pictures.
    virtual bool draws(const SampleRequest&, const std::vector<SampleChange>&) const { return false; }
    virtual void showRequest(const SampleRequest&, const std::vector<SampleChange>&) {}

    virtual EditResults results() const = 0;
    virtual EditScene scene() const = 0;
    void select(int item) { selected_ = item; } // of the results, the one that is shown large
    int selected() const { return selected_; }
    virtual bool isFilm() const { return false; }                        // its results in order are one
    virtual bool turns() const { return false; }                         // pictures are to be seen turned, too
    virtual void turn() {}                                               // all that are shown, or back again
    virtual Image asSeen(const Image& picture) const { return picture; } // of the results

    // Where the network is to say what it takes the results for: what it is asked once they are all there.
    virtual std::optional<JudgingRequest> judgement() const { return std::nullopt; }
    virtual int judgeCalls() const { return 0; }     // that this takes
    virtual double judgingWork() const { return 0; } // the same, as calls for all pictures of the request
    virtual void setJudged(const PicturesJudged&) {}

    virtual void begin(const VariationsStarted& started, const VariationsRequest& request, const Image& from);
    Race& run() { return run_; }
    const Race& run() const { return run_; }
    SamplingRecipe recipeOf(int walk, std::optional<int> picture) const;
    Image stateAt(const EditItem& item, int step) const; // of its walk, on the open model's axis; empty: none yet

Q_SIGNALS:
    void changed(); // a setting: what it takes is another
    void shown();   // only what is to be seen is another
    void turned();  // the same, of the results as well
    void stepWanted(int step);
    void pictureWanted(int item);
    void walkWanted(const SampleRequest& request); // to be watched step by step

protected:
    virtual void modelChanged() {}
    const EditSources& sources() const { return sources_; }
    const std::optional<ModelOpened>& model() const { return model_; }
    int timesteps() const;    // of the model that is open
    int ranTimesteps() const; // of the run's
    int step() const { return step_; }
    int ranStep() const { return ranStep(step_); } // where the playhead is among the run's steps
    int ranStep(int step) const;
    QWidget* setPanel(QWidget* panel);
    QString className(int label) const;         // of the model that is open
    QString ranClassName(int label) const;      // of the run's
    Image picture(int walk, int picture) const; // a result, or how far it is; empty: it has not begun
    EditResults onePerSeed(const QString& title, const QString& about) const; // of the only walk
    Image start(int walk, int picture) const;                                 // what it was walked from
    EditPicture sourcePicture() const;                                        // a, on the left
    EditPicture result(int walk, int picture, const QString& words) const;
    const Image& startedFrom() const { return startedFrom_; } // a, as it was when the run was asked for
    const VariationsRequest& requested() const { return requested_; }
    // A number of a picture of the run that stays what it is: it is computed once.
    template <typename Compute> std::optional<double> once(int walk, int picture, const Compute& compute) const
    {
        const auto [place, isNew] = numbers_.try_emplace({walk, picture});
        if (isNew)
            place->second = compute();
        return place->second;
    }

private:
    EditSources sources_;
    QPointer<QWidget> panel_;
    std::optional<ModelOpened> model_, ranWith_; // ranWith_: the run's
    Race run_;
    VariationsRequest requested_;
    Image startedFrom_;
    mutable std::map<std::pair<int, int>, std::optional<double>> numbers_;
    int step_ = 0, selected_ = -1;
};

} // namespace diffuscope::ui
