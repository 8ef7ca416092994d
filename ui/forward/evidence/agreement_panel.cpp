#include "ui/forward/evidence/agreement_panel.h"

#include "ui/forward/evidence/agreement_plot.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/terms/explain.h"

#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

constexpr std::size_t kWalks = 2000, kMostWalks = 200000, kMovesAtOnce = 20000;
constexpr int kCountSliceMs = 2;
constexpr int kSettleMs = 150; // the pixel under the pointer and a dragged curve change with every move of the mouse

} // namespace

AgreementPanel::AgreementPanel(QWidget* parent)
    : QWidget(parent), count_(kWalks), plot_(new AgreementPlot), about_(new WrappedLabel("secondary")),
      verdict_(new WrappedLabel("secondary")), more_(new Button(tr("10× more walks"))),
      fewer_(new Button(tr("Back to %1").arg(grouped(qint64(kWalks)))))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    verdict_->setObjectName("agreementVerdict");
    plot_->setObjectName("agreementPlot");
    more_->setObjectName("moreWalks");
    fewer_->setObjectName("fewerWalks");
    fewer_->setToolTip(tr("As many walks as there were at first: quicker with each new pixel"));
    fewer_->hide();
    more_->setToolTip(
        tr("Walks are chains xₜ = √(1−βₜ) xₜ₋₁ + √βₜ zₜ with fresh noise in every step; the first ones stay "
           "what they are."));
    verdict_->setToolTip(tr("Kolmogorov–Smirnov: the largest distance between the two distribution functions. "
                            "19 of 20 samples of the closed form stay below the critical value."));
    column->addWidget(about_);
    column->addWidget(plot_);
    column->addWidget(verdict_);
    auto* row = new QHBoxLayout;
    row->addWidget(more_);
    row->addWidget(fewer_);
    row->addStretch(1);
    column->addLayout(row);
    slices_.setSingleShot(true);
    connect(&slices_, &QTimer::timeout, this, &AgreementPanel::work);
    connect(more_, &QPushButton::clicked, this, [this] { setCount(std::min(kMostWalks, count_ * 10)); });
    connect(fewer_, &QPushButton::clicked, this, [this] { setCount(kWalks); });
    setCount(kWalks);
    present();
}

void AgreementPanel::setSchedule(const Schedule& schedule)
{
    schedule_ = schedule;
    restart(walks_ ? kSettleMs : 0);
}

void AgreementPanel::setSeed(std::uint64_t seed)
{
    if (seed == seed_)
        return;
    seed_ = seed;
    restart(0);
}

void AgreementPanel::setPixel(double value, const QString& where)
{
    where_ = where;
    if (value != start_) {
        start_ = value;
        restart(walks_ ? kSettleMs : 0);
    }
    if (isVisible())
        present();
}

void AgreementPanel::setStep(int step)
{
    step_ = step;
    if (isVisible())
        present();
}

void AgreementPanel::showEvent(QShowEvent*)
{
    present();
    slices_.start(0);
}

void AgreementPanel::restart(int delayMs)
{
    stale_ = true;
    if (isVisible())
        slices_.start(delayMs);
}

void AgreementPanel::setCount(std::size_t count)
{
    const bool most = count >= kMostWalks;
    more_->setEnabled(!most);
    setReason(more_, most ? tr("%1 walks are the most").arg(grouped(qint64(kMostWalks))) : QString());
    fewer_->setVisible(count > kWalks);
    if (count == count_)
        return;
    count_ = count;
    restart(0);
    Q_EMIT summaryChanged();
}

void AgreementPanel::work()
{
    if (!isVisible())
        return;
    if (stale_) {
        stale_ = false;
        walks_.emplace(schedule_, start_, seed_, count_);
    }
    QElapsedTimer clock;
    clock.start();
    const bool waiting = !current();
    while (!walks_->finished() && clock.elapsed() < kCountSliceMs)
        walks_->advance(kMovesAtOnce);
    if (waiting)
        present();
    if (!walks_->finished())
        slices_.start(0);
}

const Agreement* AgreementPanel::current() const
{
    return walks_ && !stale_ && step_ <= walks_->reached() ? &walks_->at(step_) : nullptr;
}

void AgreementPanel::present()
{
    about_->setWords(
        tr("x₀ = %1%2").arg(number(start_, 3), where_.isEmpty() ? QString() : QStringLiteral(" · ") + where_));
    const Agreement* now = current();
    plot_->setAgreement(now);
    if (!now) {
        verdict_->setWords(walks_ && !stale_ ? tr("Step %1 of %2 walked").arg(walks_->reached()).arg(step_)
                                             : tr("Walking…"));
        return;
    }
    const QString distance =
        tr("KS distance %1, 5 % critical value %2: ").arg(number(now->distance, 4), number(now->critical, 4));
    verdict_->setWords(distance + (now->agrees()
                                       ? tr("jump and walk agree.")
                                       : tr("farther apart than chance allows at the 5 % level; try more walks.")));
}

QString AgreementPanel::summary() const { return tr("<b>%1</b> walks").arg(grouped(qint64(count_))); }

} // namespace diffuscope::ui
