#pragma once
#include "ui/reverse/edit/hybrid_split.h"
#include "ui/reverse/edit/two_classes_way.h"

class QDoubleSpinBox;
class QSlider;

namespace diffuscope::ui {

class SplitChart;

// Hybrid image (Geng et al. 2024, "Factorized Diffusion"): low frequencies of one class, high ones of another.
class HybridWay : public TwoClassesWay {
    Q_OBJECT
public:
    HybridWay(const EditSources& sources, QObject* parent);
    QString id() const override { return QStringLiteral("hybrid"); }
    QString title() const override { return tr("Hybrid"); }
    QString about() const override { return tr("from afar and near by"); }
    QString method() const override { return tr("factorized diffusion"); }
    EditScene scene() const override;

protected:
    SecondReading reading() const override;
    bool takes(const SecondReading& reading) const override;
    void showReading(const SecondReading& reading) override;
    std::pair<Look, Look> looks(const SecondReading& reading) const override;

private:
    void buildCutOff(QGridLayout& grid);
    QDoubleSpinBox* blur_;
    QSlider* slider_;
    QPointer<SplitChart> chart_;
    HybridSplit* split_;
    mutable bool splitting_ = false; // scene() asks for it, and shows what is ready at once itself
};

} // namespace diffuscope::ui
