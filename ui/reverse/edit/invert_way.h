#pragma once
#include "ui/reverse/edit/edit_way.h"

#include <optional>

class QSpinBox;

namespace diffuscope::ui {

class Button;

// DDIM inversion (Song et al. 2021): the noise that a deterministic sampler turns into the picture, and the picture
// made again from it with the same steps. Four numbers of steps side by side.
class InvertWay : public EditWay {
    Q_OBJECT
public:
    InvertWay(const EditSources& sources, QObject* parent);
    QString id() const override { return QStringLiteral("invert"); }
    QString title() const override { return tr("Find its noise"); }
    QString about() const override { return tr("and walk back from it"); }
    QString method() const override { return tr("DDIM inversion"); }
    QString verb() const override { return tr("Find the noise"); }
    VariationsRequest request(const SampleRequest& base) const override;
    QWidget* belowMiddle() const override;
    bool draws(const SampleRequest& request, const std::vector<SampleChange>& sheet) const override;
    void showRequest(const SampleRequest& request, const std::vector<SampleChange>& sheet) override;
    EditResults results() const override;
    EditScene scene() const override;

    static constexpr int kSteps[] = {20, 50, 100, 200};
    static std::optional<double> psnr(const Image& made, const Image& original); // dB; none: they cannot be compared

private:
    std::vector<int> steps() const;
    std::optional<double> roundTrip(int walk) const; // PSNR of a walk that has ended
    bool ranHere() const;                            // with the model that is open
    SampleRequest walk(const SampleRequest& base) const;
    QPointer<Button> watch_;
    QSpinBox* refinements_;
};

// The noise that is found for `request`'s pictures is exact for DDIM without chance and without a limit of x0 alone.
void walkByInversion(SampleRequest& request);

} // namespace diffuscope::ui
