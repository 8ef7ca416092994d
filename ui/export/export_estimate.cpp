// ExportPanel: what the file will be, before it is written.
#include "ui/export/export_panel.h"

#include "ui/settings/preferences.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/param_form.h"

#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QPixmap>

namespace diffuscope::ui {

namespace {

constexpr int kFirstSide = 48;

QString sizeText(const ExportEstimated& estimated)
{
    QStringList parts = {estimated.seconds > 0
                             ? countText(estimated.frames, ExportPanel::tr("frame"), ExportPanel::tr("frames"))
                             : countText(estimated.frames, ExportPanel::tr("picture"), ExportPanel::tr("pictures"))};
    if (estimated.seconds > 0)
        parts << ExportPanel::tr("%1 s").arg(QLocale().toString(estimated.seconds, 'f', 1));
    if (estimated.width > 0)
        parts << ExportPanel::tr("%1 × %2 pixels").arg(estimated.width).arg(estimated.height);
    if (estimated.bytes > 0)
        parts << ExportPanel::tr("about %1")
                     .arg(QLocale().formattedDataSize(qint64(estimated.bytes), estimated.bytes < 1'000'000 ? 0 : 1,
                                                      QLocale::DataSizeSIFormat));
    return parts.join(QStringLiteral(", "));
}

} // namespace

void ExportPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    params_->setValues({{"metadata", keepsMetadata()}}); // another panel may have changed it
    first_->hide();                                      // of what there was when it was seen last
    estimate_->hide();
    contentChanged();
}

void ExportPanel::estimateSoon()
{
    if (isVisible() && !figure() && !placed_)
        estimateTimer_.start();
}

void ExportPanel::setPlaced(bool placed)
{
    placed_ = placed;
    format_->setVisible(!placed); // its tiles choose
    export_->setVisible(!placed);
    first_->hide();
    estimate_->hide();
    contentChanged();
}

// What is being written has the processor to itself.
void ExportPanel::estimateNow()
{
    const auto request = placed_ || !isVisible() || !writing_.isEmpty() ? std::nullopt : this->request();
    if (request && !request->frames.empty()) {
        estimating_ = bridge_.session().estimateExport(*request);
        return;
    }
    first_->hide();
    estimate_->hide();
}

void ExportPanel::onEstimated(const ExportEstimated& estimated)
{
    if (estimating_ == 0 || estimated.job != estimating_ || figure())
        return;
    const bool any = estimated.frames > 0;
    estimate_->setVisible(any);
    first_->setVisible(any && !estimated.first.empty());
    estimate_->setWords(sizeText(estimated));
    first_->setFixedSize(kFirstSide, kFirstSide);
    if (!estimated.first.empty())
        first_->setPixmap(QPixmap::fromImage(toQImage(estimated.first))
                              .scaled(kFirstSide, kFirstSide, Qt::KeepAspectRatio, Qt::FastTransformation));
}

} // namespace diffuscope::ui
