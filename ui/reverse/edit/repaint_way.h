#pragma once
#include "ui/reverse/edit/edit_way.h"

#include <optional>

class QSpinBox;

namespace diffuscope::ui {

class Button;
class SegmentedControl;

// RePaint (Lugmayr et al. 2022): what the brush has marked is drawn anew, the rest stays, from several seeds.
class RepaintWay : public EditWay {
    Q_OBJECT
public:
    RepaintWay(const EditSources& sources, QObject* parent);
    QString id() const override { return QStringLiteral("repaint"); }
    QString title() const override { return tr("Repaint a part"); }
    QString about() const override { return tr("the rest stays as it is"); }
    QString method() const override { return QStringLiteral("RePaint"); }
    QString verb() const override;
    QWidget* belowMiddle() const override;
    bool masks() const override { return true; }
    bool followsPlayhead() const override { return true; }
    QString problem() const override;
    VariationsRequest request(const SampleRequest& base) const override;
    EditResults results() const override;
    EditScene scene() const override;
    // The greatest change outside the mask, in levels of 8 bits, as a file of the picture has them.
    static std::optional<int> changedOutside(const Image& made, const Image& original, const Image& mask);

protected:
    void modelChanged() override;

private:
    QSpinBox* brush_;
    SegmentedControl *redos_, *count_;
    QPointer<QWidget> redosRow_;
};

} // namespace diffuscope::ui
