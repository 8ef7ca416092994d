#pragma once
#include "core/messages/events.h"
#include "core/session/catalog.h"
#include "core/session/session.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QSlider;
class QSpinBox;

namespace diffuscope::ui {

class IconButton;
class ParamForm;
class SamplerTiles;
class SeedField;
class SegmentedControl;

// Sampler, steps, class, guidance, seed and count: everything of a SampleRequest but the model.
class SamplerPanel : public QWidget {
    Q_OBJECT
public:
    explicit SamplerPanel(QWidget* parent = nullptr);
    SampleRequest request() const;
    void setModel(const ModelOpened& model);
    void drawSeed();                               // another seed
    void chooseSampler(const QString& id);         // with its own defaults
    void setRequest(const SampleRequest& request); // as far as the open model has it
    bool seedLocked() const { return locked_; }
    void setSeedInstead(const QString& words); // until the next seed: something else decides; empty: the seed does
    bool saysSeedInstead() const;
    int steps() const;
    int count() const;

Q_SIGNALS:
    void changed();

private:
    QLabel* addRow(const QString& label, QWidget* field, QWidget* second = nullptr);
    void buildSteps();
    void buildSeed();
    void buildGuidance();
    void setSteps(int steps);
    void setMaximum(int timesteps);
    std::uint64_t seed() const;

    QGridLayout* rows_;
    SamplerTiles* tiles_;
    QSlider* slider_;
    QSpinBox* steps_;
    QComboBox *spacing_, *class_;
    QDoubleSpinBox* guidance_;
    QLabel *classLabel_ = nullptr, *guidanceLabel_ = nullptr;
    ParamForm* params_;
    SeedField* seed_;
    IconButton *dice_, *lock_;
    SegmentedControl* count_;
    CatalogEntry sampler_;
    int timesteps_ = 1000;
    bool locked_ = true;
};

} // namespace diffuscope::ui
