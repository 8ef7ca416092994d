#include "ui/forward/forward_inspector.h"

#include "core/schedule/pixel_statistics.h"
#include "ui/forward/agreement_panel.h"
#include "ui/forward/ink_drop.h"
#include "ui/forward/schedule_editor.h"
#include "ui/forward/spectrum_panel.h"
#include "ui/forward/value_panel.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/histogram_plot.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kSides[] = {16, 32, 64, 128, 256, 512};

QLabel* fieldLabel(const QString& text)
{
    auto* label = new QLabel(text);
    label->setProperty("role", "field");
    return label;
}

} // namespace

ForwardInspector::ForwardInspector(Bridge& bridge, ExportPanel::Source source, QWidget* parent)
    : QWidget(parent), editor_(new ScheduleEditor), values_(new ValuePanel), spectrum_(new SpectrumPanel),
      agreement_(new AgreementPanel), ink_(new InkDrop), side_(new QComboBox), channels_(new QComboBox),
      shape_(caption({})), export_(new ExportPanel(bridge, std::move(source))),
      scheduleSection_(new Section(tr("Noise schedule"))), valuesSection_(new Section(tr("Pixel values"))),
      spectrumSection_(new Section(tr("Frequencies"))), agreementSection_(new Section(tr("Jump and walk"))),
      inkSection_(new Section(tr("Ink drop"))), pictureSection_(new Section(tr("Picture")))
{
    addSections();
    connectParts();
    scheduleSection_->setNote(editor_->name());
    inkSection_->setNote(tr("same step, in water"));
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
                 {pictureSection_, buildPicture(), "pictureSection", true},
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
    connect(side_, &QComboBox::activated, this, &ForwardInspector::shapeChosen);
    connect(channels_, &QComboBox::activated, this, &ForwardInspector::shapeChosen);
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

QWidget* ForwardInspector::buildPicture()
{
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(0, 1);
    for (const int side : kSides)
        side_->addItem(QStringLiteral("%1 × %1").arg(side), side);
    side_->setCurrentIndex(2);
    side_->setObjectName("pictureSide");
    side_->setAccessibleName(tr("Picture size"));
    side_->setToolTip(tr("Size that picture files are brought to; the middle square is kept"));
    channels_->addItem(tr("As the file"), 0);
    channels_->addItem(tr("Grey"), 1);
    channels_->addItem(tr("Colour"), 3);
    channels_->setObjectName("pictureChannels");
    channels_->setAccessibleName(tr("Colour channels"));
    side_->setMinimumWidth(120);
    channels_->setMinimumWidth(120);
    grid->addWidget(fieldLabel(tr("Size of files")), 0, 0);
    grid->addWidget(side_, 0, 1);
    grid->addWidget(fieldLabel(tr("Channels")), 1, 0);
    grid->addWidget(channels_, 1, 1);
    shape_->setWordWrap(true);
    grid->addWidget(shape_, 2, 0, 1, 2);
    return box;
}

const Schedule& ForwardInspector::schedule() const { return editor_->schedule(); }
const ScheduleSpec& ForwardInspector::scheduleSpec() const { return editor_->spec(); }
bool ForwardInspector::setSpec(const ScheduleSpec& spec) { return editor_->setSpec(spec); }
int ForwardInspector::side() const { return side_->currentData().toInt(); }
int ForwardInspector::channels() const { return channels_->currentData().toInt(); }

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

void ForwardInspector::setPicture(const Image& picture, bool fromFile)
{
    const QString colour = picture.channels == 1 ? tr("grey") : tr("RGB");
    pictureSection_->setNote(QStringLiteral("%1 × %2 %3").arg(picture.width).arg(picture.height).arg(colour));
    side_->setEnabled(fromFile);
    channels_->setEnabled(fromFile);
    shape_->setText(fromFile ? QString() : tr("Pictures of the dataset have the dataset’s size."));
    shape_->setVisible(!fromFile);
    picture_ = picture;
    editor_->setDataPower(meanSquareOf(picture));
    if (spectrumSection_->isOpen())
        spectrum_->setPicture(picture);
    showProbe();
}

void ForwardInspector::setShape(int side, int channels)
{
    if (const int at = side_->findData(side); at >= 0)
        side_->setCurrentIndex(at);
    if (const int at = channels_->findData(channels); at >= 0)
        channels_->setCurrentIndex(at);
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
