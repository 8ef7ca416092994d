#pragma once
#include "ui/reverse/edit/edit_way.h"

class QDoubleSpinBox;
class QSlider;

namespace diffuscope::ui {

class Button;

// SDEdit (Meng et al. 2022): noise on the picture as far as the strength says, and back. A ladder of seven strengths
// from the same noise; the strength is where on the noise axis the walk starts, so the playhead sets it.
class RedrawWay : public EditWay {
    Q_OBJECT
public:
    RedrawWay(const EditSources& sources, QObject* parent);
    QString id() const override { return QStringLiteral("redraw"); }
    QString title() const override { return tr("Redraw"); }
    QString about() const override { return tr("keep more or less of it"); }
    QString method() const override { return QStringLiteral("SDEdit"); }
    QString verb() const override { return tr("Redraw"); }
    QWidget* belowMiddle() const override;
    QWidget* belowRight() const override;
    VariationsRequest request(const SampleRequest& base) const override;
    void setStep(int step) override;
    bool followsPlayhead() const override { return true; }
    int pictureFor(int step) const override;
    std::optional<int> stepFor(int item) const override;
    bool draws(const SampleRequest& request, const std::vector<SampleChange>& sheet) const override;
    void showRequest(const SampleRequest& request, const std::vector<SampleChange>& sheet) override;
    EditResults results() const override;
    EditScene scene() const override;

    static constexpr double kLadder[] = {5, 20, 35, 50, 65, 80, 95}; // per cent
    // Those of the ladder, with the chosen one in the place of the nearest.
    static std::vector<double> strengths(double percent);

    // The one that was chosen for such a ladder; none: it is no such ladder.
    static std::optional<double> chosenFor(const std::vector<SampleChange>& sheet);

private:
    double strengthOf(int item) const;
    int stepOf(double percent) const; // on the open model's axis

    QPointer<QWidget> row_;
    QSlider* slider_;
    QDoubleSpinBox* percent_;
    QPointer<Button> goOn_;
};

} // namespace diffuscope::ui
