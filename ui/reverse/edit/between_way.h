#pragma once
#include "ui/reverse/edit/edit_way.h"

#include <QTimer>

class QSlider;
class QSpinBox;

namespace diffuscope::ui {

class IconButton;
class SeedField;
class SegmentedControl;

// Blends of two noises, walked back: each end is a seed, or the noise that is found for a picture. Along the great
// circle, where noise keeps its length, or straight.
class BetweenWay : public EditWay {
    Q_OBJECT
public:
    BetweenWay(const EditSources& sources, QObject* parent);
    QString id() const override { return QStringLiteral("between"); }
    QString title() const override { return tr("Between two"); }
    QString about() const override { return tr("one becomes the other"); }
    QString method() const override { return tr("interpolation"); }
    QString verb() const override { return tr("Blend %1").arg(count()); }
    QWidget* belowMiddle() const override;
    bool startsFromPicture() const override;
    bool startsFromTwo() const override;
    bool isFilm() const override { return true; }
    QString problem() const override;
    VariationsRequest request(const SampleRequest& base) const override;
    void drawSeeds() override;
    bool draws(const SampleRequest& request, const std::vector<SampleChange>& sheet) const override;
    void showRequest(const SampleRequest& request, const std::vector<SampleChange>& sheet) override;
    EditResults results() const override;
    EditScene scene() const override;

    static constexpr int kUsualBlends = 9, kMostBlends = 256;

private:
    QWidget* buildPanel();
    QWidget* buildFilm();
    int count() const;
    void advance(); // the film

    EditPicture end(bool second) const;

    SegmentedControl *first_, *second_, *path_;
    QSpinBox* count_;
    SeedField *seedA_, *seedB_;
    QPointer<QWidget> film_;
    QSlider* slider_;
    IconButton* play_;
    QTimer timer_;
    bool back_ = false; // the film is on its way from B to A
};

} // namespace diffuscope::ui
