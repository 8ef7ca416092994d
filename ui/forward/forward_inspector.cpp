#include "ui/forward/forward_inspector.h"

#include "core/schedule/statistics/pixel_statistics.h"
#include "ui/forward/evidence/agreement_panel.h"
#include "ui/forward/evidence/spectrum_panel.h"
#include "ui/forward/evidence/value_panel.h"
#include "ui/forward/ink_drop/ink_drop.h"
#include "ui/forward/picture/picture_shape_panel.h"
#include "ui/forward/schedule/schedule_editor.h"
#include "ui/widgets/chart/histogram_plot.h"
#include "ui/widgets/form/section.h"

#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

ForwardInspector::ForwardInspector(Bridge& bridge, ExportPanel::Source source, QWidget* parent)
    : QWidget(parent), editor_(new ScheduleEditor), values_(new ValuePanel), spectrum_(new SpectrumPanel),
      agreement_(new AgreementPanel), ink_(new InkDrop), shape_(new PictureShapePanel),
      export_(new ExportPanel(bridge, std::move(source))), scheduleSection_(new Section(tr("Noise schedule"))),
      valuesSection_(new Section(tr("Pixel values"))), spectrumSection_(new Section(tr("Frequencies"))),
      agreementSection_(new Section(tr("Jump and walk"))), inkSection_(new Section(tr("Ink drop"))),
      pictureSection_(new Section(tr("Picture")))
{
    addSections();
    connectParts();
    scheduleSection_->setNote(editor_->name());
    inkSection_->setNote(tr("same moment, in water"));
    agreementSection_->setNote(agreement_->summary());
    agreement_->setSchedule(editor_->schedule());
}

void ForwardInspector::addSections()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* exportSection = new Section(tr("Export"));
    export_->setScopeShown(false);
    const struct {
        Section* section;
        QWidget* body;
        const char* name;
        bool open;
    } parts[] = {{scheduleSection_, editor_, "scheduleSection", true},
                 {valuesSection_, values_, "valuesSection", true},
                 {spectrumSection_, spectrum_, "spectrumSection", false},
                 {agreementSection_, agreement_, "agreementSection", false},
                 {inkSection_, ink_, "inkSection", true},
                 {pictureSection_, shape_, "pictureSection", true},
                 {exportSection, export_, "exportSection", true}};
    for (const auto& part : parts) {
        part.section->body()->addWidget(part.body);
        part.section->setObjectName(part.name);
        part.section->setOpen(part.open);
        column->addWidget(part.section);
    }
    column->addStretch(1);
    ink_->setObjectName("inkDrop");
    spectrum_->setObjectName("spectrumPanel");
    agreement_->setObjectName("agreementPanel");
}

void ForwardInspector::connectParts()
{
    connect(editor_, &ScheduleEditor::scheduleChanged, this, &ForwardInspector::onSchedule);
    connect(editor_, &ScheduleEditor::stepPicked, this, &ForwardInspector::stepPicked);
    connect(values_, &ValuePanel::detailChanged, this, &ForwardInspector::showState);
    connect(valuesSection_, &Section::openChanged, this, &ForwardInspector::showState);
    connect(spectrumSection_, &Section::openChanged, this, [this](bool open) {
        if (open && !picture_.empty())
            spectrum_->setPicture(picture_);
        open ? showState() : spectrumSection_->setNote({});
    });
    connect(spectrum_, &SpectrumPanel::summaryChanged, this,
            [this] { spectrumSection_->setNote(spectrumSection_->isOpen() ? spectrum_->summary() : QString()); });
    connect(agreement_, &AgreementPanel::summaryChanged, this,
            [this] { agreementSection_->setNote(agreement_->summary()); });
}

const Schedule& ForwardInspector::schedule() const { return editor_->schedule(); }
const ScheduleSpec& ForwardInspector::scheduleSpec() const { return editor_->spec(); }
bool ForwardInspector::setSpec(const ScheduleSpec& spec) { return editor_->setSpec(spec); }

void ForwardInspector::onSchedule()
{
    scheduleSection_->setNote(editor_->name());
    agreement_->setSchedule(schedule());
    Q_EMIT scheduleChanged();
}

void ForwardInspector::setStep(int step)
{
    step_ = step;
    editor_->setStep(step);
    agreement_->setStep(step);
    ink_->setTime(double(step) / schedule().timesteps());
}

void ForwardInspector::setState(const Image& state)
{
    state_ = state;
    showState();
}

void ForwardInspector::showState()
{
    if (state_.empty())
        return;
    if (valuesSection_->isOpen()) {
        values_->setState(state_);
        valuesSection_->setNote(values_->summary());
    } else {
        valuesSection_->setNote({});
    }
    if (spectrumSection_->isOpen())
        spectrum_->setState(state_, schedule().alphaBar(std::min(step_, schedule().timesteps()) - 1));
}

void ForwardInspector::setPicture(const Image& picture, const PictureSource::Picture& source)
{
    const QString colour = picture.channels == 1 ? tr("grey") : tr("RGB");
    pictureSection_->setNote(QStringLiteral("%1 × %2 %3").arg(picture.width).arg(picture.height).arg(colour));
    shape_->setPicture(source);
    picture_ = picture;
    editor_->setDataPower(meanSquareOf(picture));
    if (spectrumSection_->isOpen())
        spectrum_->setPicture(picture);
    showProbe();
}

void ForwardInspector::setProbe(const QPoint& pixel, int channel)
{
    probe_ = pixel;
    channel_ = channel;
    showProbe();
}

void ForwardInspector::setSeed(std::uint64_t seed) { agreement_->setSeed(seed); }

void ForwardInspector::showProbe()
{
    if (picture_.empty())
        return;
    const int x = std::clamp(probe_.x(), 0, picture_.width - 1), y = std::clamp(probe_.y(), 0, picture_.height - 1);
    const int channel = std::clamp(channel_, 0, picture_.channels - 1);
    agreement_->setPixel(double(picture_.at(channel, y, x)),
                         tr("column %1, row %2, %3").arg(x).arg(y).arg(channelName(channel, picture_.channels)));
}

} // namespace diffuscope::ui
