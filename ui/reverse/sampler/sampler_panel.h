#pragma once
#include "core/messages/events.h"
#include "core/session/catalog.h"
#include "core/session/session.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QSlider;
class QSpinBox;

namespace diffuscope::ui {

class DrawPanel;
class ParamForm;
class SamplerTiles;

// Sampler, its settings and steps; and in a part of its own what is drawn: together everything of a SampleRequest but
// the model.
class SamplerPanel : public QWidget {
    Q_OBJECT
public:
    explicit SamplerPanel(QWidget* parent = nullptr);
    DrawPanel* drawing() const { return drawing_; } // below the rest, until somebody places it elsewhere
    SampleRequest request() const;
    void setModel(const ModelOpened& model);
    void drawSeed();                               // another seed
    void chooseSampler(const QString& id);         // with its own defaults
    void setRequest(const SampleRequest& request); // as far as the open model has it
    bool seedLocked() const;
    void setSeedInstead(const QString& words); // until the next seed: something else decides; empty: the seed does
    bool saysSeedInstead() const;
    int steps() const;
    int count() const;

Q_SIGNALS:
    void changed();

private:
    QLabel* addRow(const QString& label, QWidget* field, QWidget* second = nullptr);
    void buildSteps();
    void setSteps(int steps);
    void setMaximum(int timesteps);

    QGridLayout* rows_;
    SamplerTiles* tiles_;
    QSlider* slider_;
    QSpinBox* steps_;
    QComboBox* spacing_;
    ParamForm* params_;
    DrawPanel* drawing_;
    CatalogEntry sampler_;
    int timesteps_ = 1000;
};

} // namespace diffuscope::ui
