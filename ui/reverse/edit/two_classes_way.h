#pragma once
#include "ui/reverse/edit/edit_way.h"

#include <QVariantAnimation>

class QComboBox;
class QGridLayout;
class QLabel;
class QSpinBox;

namespace diffuscope::ui {

class Button;
class SegmentedControl;

// Pictures that are two classes at once: the network is asked about both in every step, and afterwards, as a judge,
// what it takes each picture for in either way of looking at it. Those that pass come first. For models with classes.
class TwoClassesWay : public EditWay {
    Q_OBJECT
public:
    using EditWay::EditWay;
    bool startsFromPicture() const override { return false; }
    bool takesClass() const override { return false; }
    QString verb() const override;
    QString reason() const override;
    VariationsRequest request(const SampleRequest& base) const override;
    bool draws(const SampleRequest& request, const std::vector<SampleChange>& sheet) const override;
    void showRequest(const SampleRequest& request, const std::vector<SampleChange>& sheet) override;
    EditResults results() const override;
    void begin(const VariationsStarted& started, const VariationsRequest& request, const Image& from) override;
    std::optional<JudgingRequest> judgement() const override;
    int judgeCalls() const override;
    double judgingWork() const override;
    void setJudged(const PicturesJudged& judged) override;
    bool isJudged() const { return judged_.has_value(); }
    int tried() const { return int(order_.size()); }
    int passed() const; // pictures that read both ways, once they have been judged

    static constexpr int kTries = 12, kMostTries = 256;

protected:
    void modelChanged() override;
    QGridLayout* buildClasses(const QString& first, const QString& second, const QString& name);
    static QLabel* fieldWords(const QString& text);
    QString firstName() const; // of the run; before there is one, of the settings
    QString secondName() const;
    SecondReading shownReading() const;                         // the same
    int shownPicture() const;                                   // of the run; -1: none
    QString verdict(int picture, bool second) const;            // "read as 6"; empty: it hasn't been judged
    virtual SecondReading reading() const = 0;                  // but for its class
    virtual bool takes(const SecondReading& reading) const = 0; // false: it is the other way's
    virtual void showReading(const SecondReading& reading) = 0;
    // A picture as it is looked at for the first class and for the second one; on a worker.
    using Look = std::function<Image(const Image&)>;
    virtual std::pair<Look, Look> looks(const SecondReading& reading) const = 0;

private:
    bool reads(int picture, bool second) const;
    double margin(int picture) const;
    std::size_t row(int picture, bool second) const; // of judged_

    QComboBox *first_ = nullptr, *second_ = nullptr;
    QSpinBox* tries_ = nullptr;
    std::optional<PicturesJudged> judged_;
    std::vector<int> order_; // pictures, best first
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
    QWidget* belowMiddle() const override;
    bool turns() const override { return true; }
    void turn() override; // 250 ms; at once where motion is reduced
    Image asSeen(const Image& picture) const override;
    static Image turned(const Image& picture, SecondReading::Way way);
    // On its way there: share 0 .. 1. The corners that turn into view are those at the edge.
    static Image turnedBy(const Image& picture, SecondReading::Way way, double share);

protected:
    SecondReading reading() const override;
    bool takes(const SecondReading& reading) const override;
    void showReading(const SecondReading& reading) override;
    std::pair<Look, Look> looks(const SecondReading& reading) const override;

private:
    SegmentedControl* turn_;
    QPointer<Button> turnAll_;
    QVariantAnimation turning_;
    double share_ = 0; // of the turn, of what is shown
    bool isTurned_ = false;
};

} // namespace diffuscope::ui
