#include "ui/forward/forward_toolbar.h"

#include "core/session/catalog.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/math/math_text.h"
#include "ui/widgets/terms/explain.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>

namespace diffuscope::ui {

namespace {

constexpr int kPatienceMs = 150;
constexpr int kRoomForWords = 840;
const QString kJump = QStringLiteral("jump"), kWalk = QStringLiteral("walk");

} // namespace

ForwardToolbar::ForwardToolbar(QWidget* parent)
    : Surface(Tone::Canvas, Qt::BottomEdge, parent),
      mode_(new SegmentedControl({{kJump, tr("Jump"), tr("closed form")}, {kWalk, tr("Walk"), tr("Markov chain")}})),
      law_(new MathText({}, 16)), busy_(new QLabel), open_(new Button(tr("Open…"), "image", Button::Look::Flat)),
      paste_(new Button(tr("Paste"), "upload", Button::Look::Flat)),
      copy_(new Button(tr("Copy"), "copy", Button::Look::Flat)),
      export_(new Button(tr("Export…"), "export", Button::Look::Flat))
{
    setFixedHeight(56);
    mode_->setObjectName("forwardMode");
    mode_->setAccessibleName(tr("Jump or walk"));
    open_->setObjectName("openPicture");
    open_->setToolTip(tr("Open a picture (Ctrl+O)"));
    paste_->setObjectName("pastePicture");
    paste_->setToolTip(tr("Use the picture on the clipboard (Ctrl+V)"));
    copy_->setObjectName("copyPicture");
    copy_->setToolTip(tr("Copy the picture at this step"));
    export_->setObjectName("exportForward");
    export_->setToolTip(tr("Save the picture or the whole process (Ctrl+E)"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(24, 0, 16, 1);
    row->setSpacing(2);
    row->addWidget(mode_);
    row->addSpacing(14);
    row->addWidget(law_);
    row->addWidget(busy_);
    row->addStretch(1);
    for (Button* button : {open_, paste_, copy_, export_})
        row->addWidget(button);
    connect(mode_, &SegmentedControl::currentChanged, this, [this](const QString& id) {
        Q_EMIT modeChosen(id == kWalk ? ForwardState::Mode::Walk : ForwardState::Mode::Jump);
    });
    connect(export_, &QPushButton::clicked, this, &ForwardToolbar::fillExportMenu);
    busy_->setObjectName("opening");
    busy_->setProperty("role", "secondary");
    busy_->hide();
    patience_.setSingleShot(true);
    patience_.setInterval(kPatienceMs);
    connect(&patience_, &QTimer::timeout, this, [this] {
        busy_->show();
        showLaw();
    });
    setMode(ForwardState::Mode::Jump);
    setReady(false);
}

void ForwardToolbar::setMode(ForwardState::Mode mode)
{
    const bool walk = mode == ForwardState::Mode::Walk;
    mode_->setCurrent(walk ? kWalk : kJump);
    law_->setMarkup(walk ? "q(x_t | x_{t-1}) = \\text{𝒩}( \\sqrt{1−\\beta_t} x_{t-1}, \\beta_t \\text{I} )"
                         : "q(x_t | x_0) = \\text{𝒩}( \\sqrt{\\bar{\\alpha}_t} x_0, (1−\\bar{\\alpha}_t) \\text{I} )");
}

void ForwardToolbar::setReady(bool ready)
{
    export_->setEnabled(ready);
    setReason(export_, ready ? QString() : tr("Open a picture first"));
}

void ForwardToolbar::resizeEvent(QResizeEvent*)
{
    showLaw();
    paste_->setVisible(width() >= kRoomForWords);
}

bool ForwardToolbar::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest) // words of another size leave another room
        showLaw();
    return Surface::event(event);
}

// The law is whole or not there.
void ForwardToolbar::showLaw()
{
    int room = width() - 60 - mode_->sizeHint().width();
    for (const Button* button : {open_, paste_, copy_, export_})
        room -= button->isVisibleTo(this) ? button->sizeHint().width() + 2 : 0;
    law_->setVisible(law_->sizeHint().width() <= room && !busy_->isVisibleTo(this));
}

void ForwardToolbar::setBusy(const QString& name)
{
    busy_->setText(tr("Opening %1…").arg(busy_->fontMetrics().elidedText(name, Qt::ElideMiddle, 180)));
    if (!name.isEmpty()) {
        if (!busy_->isVisibleTo(this))
            patience_.start();
        return;
    }
    patience_.stop();
    busy_->hide();
    showLaw();
}

void ForwardToolbar::setFigures(const QList<FigureOffer>& figures) { figures_ = figures; }

void ForwardToolbar::fillExportMenu()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (const CatalogEntry& entry : formats()) {
        const QString id = QString::fromStdString(entry.id);
        QAction* action = menu->addAction(QString::fromStdString(entry.name) + QStringLiteral("…"), this,
                                          [this, id] { Q_EMIT exportRequested(id); });
        action->setToolTip(QString::fromStdString(entry.about));
        action->setObjectName(id);
    }
    menu->addSeparator();
    for (const FigureOffer& offer : figures_) {
        const QString id = QStringLiteral("figure:") + offer.id;
        QAction* action =
            menu->addAction(offer.name + QStringLiteral("…"), this, [this, id] { Q_EMIT exportRequested(id); });
        action->setToolTip(offer.about);
        action->setObjectName(id);
    }
    menu->popup(export_->mapToGlobal(QPoint(0, export_->height() + 4)));
}

} // namespace diffuscope::ui
