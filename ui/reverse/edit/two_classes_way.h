#pragma once
#include "ui/reverse/edit/edit_way.h"

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;

namespace diffuscope::ui {

class SegmentedControl;

// Pictures that are two classes at once: the network is asked about both in every step. For models with classes.
class TwoClassesWay : public EditWay {
    Q_OBJECT
public:
    using EditWay::EditWay;
    bool startsFromPicture() const override { return false; }
    bool takesClass() const override { return false; }
    QString verb() const override { return tr("Try %1").arg(kTries); }
    QString reason() const override;
    VariationsRequest request(const SampleRequest& base) const override;
    bool showRequest(const SampleRequest& request) override;
    EditResults results() const override;
    static constexpr int kTries = 12;

protected:
    void modelChanged() override;
    QGridLayout* buildClasses(const QString& first, const QString& second, const char* name);
    QString firstName() const;
    QString secondName() const;
    virtual SecondReading reading() const = 0;                  // but for its class
    virtual bool showReading(const SecondReading& reading) = 0; // false: it is the other way's

private:
    QComboBox *first_ = nullptr, *second_ = nullptr;
};

// Visual anagram (Geng et al. 2024): one class upright, another one turned.
class ReadingsWay : public TwoClassesWay {
    Q_OBJECT
public:
    ReadingsWay(const EditSources& sources, QObject* parent);
    QString id() const override { return QStringLiteral("readings"); }
    QString title() const override { return tr("Two readings"); }
    QString about() const override { return tr("upright and turned"); }
    QString method() const override { return tr("visual anagram"); }
    EditScene scene() const override;
    static Image turned(const Image& picture, SecondReading::Way way);

protected:
    SecondReading reading() const override;
    bool showReading(const SecondReading& reading) override;

private:
    SegmentedControl* turn_;
};

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
    bool showReading(const SecondReading& reading) override;

private:
    QDoubleSpinBox* blur_;
};

// Convolved with a Gaussian of so many pixels' standard deviation, to three of them; the border is repeated.
Image blurredFor(const Image& picture, double deviation);

} // namespace diffuscope::ui
