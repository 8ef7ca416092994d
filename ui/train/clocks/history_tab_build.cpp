// HistoryTab: how it is put together, and what can be done in it.
#include "ui/style/theme.h"
#include "ui/train/clocks/clocks_page.h"
#include "ui/train/clocks/guess_chart.h"
#include "ui/train/clocks/history_tab.h"
#include "ui/train/clocks/history_tools.h"
#include "ui/train/clocks/moments_panel.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/empty_state.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/controls/surface.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/section.h"
#include "ui/workspace/command.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace diffuscope::ui {

namespace {
constexpr int kNoisesHeight = 118, kCardSide = 24;
}

HistoryTab::HistoryTab(Bridge& bridge, const RunHistory& runs, QWidget* parent)
    : TrainTab(parent), bridge_(bridge), runs_(runs), timeline_(new TimelineModel(this)),
      state_(new ClocksState(history_, *timeline_, this)), page_(new ClocksPage(*state_)),
      tools_(new HistoryTools(*state_, this)), pages_(new QStackedWidget),
      empty_(new EmptyState(tr("While a run trains, each preview adds a row here: how its pictures change as it "
                               "learns."))),
      offer_(new NoticeCard(NoticeCard::Tone::Neutral, {}, {})),
      trouble_(new NoticeCard(NoticeCard::Tone::Error, {}, {})),
      inspector_(new Surface(Surface::Tone::Surface, {}, this)), momentsSection_(new Section(tr("Two moments"))),
      noiseSection_(new Section(tr("Start noise"))), noises_(new ContactSheetView)
{
    build();
    buildInspector();
    connectBridge();
    timeline_->setDirection(TimelineModel::Direction::Reverse);
    timeline_->setThumbnails([this](int t) { return thumbnail(t); });
    timeline_->setStep(timeline_->totalSteps() * 3 / 10);
    page_->setSteps(timeline_->totalSteps());
    onRows();
    tools_->hide();
}

void HistoryTab::build()
{
    Button* start = empty_->addAction(tr("Start a run"), QStringLiteral("play"), true);
    start->setObjectName(QStringLiteral("historyStart"));
    connect(start, &QPushButton::clicked, this, [this] { Q_EMIT tabRequested(QStringLiteral("watch")); });
    Button* open = empty_->addAction(tr("Open a run…"), QStringLiteral("folder"), false);
    open->setObjectName(QStringLiteral("historyOpen"));
    connect(open, &QPushButton::clicked, this, &HistoryTab::chooseRun);
    offer_->setObjectName(QStringLiteral("historyOffer"));
    make_ = offer_->addAction(tr("Make from checkpoints"));
    make_->setObjectName(QStringLiteral("makeFromCheckpoints"));
    cancel_ = offer_->addAction(tr("Cancel"));
    cancel_->setObjectName(QStringLiteral("cancelCheckpoints"));
    trouble_->setObjectName(QStringLiteral("historyTrouble"));
    connect(make_, &QPushButton::clicked, this, &HistoryTab::makeFromCheckpoints);
    connect(cancel_, &QPushButton::clicked, this, [this] { bridge_.session().cancelCheckpointWalks(); });
    connect(offer_, &NoticeCard::closed, this, [this] {
        offerClosed_ = true;
        showOffer();
    });
    connect(trouble_, &NoticeCard::closed, trouble_, &QWidget::hide);
    pages_->addWidget(empty_);
    pages_->addWidget(page_);
    auto* cards = new QVBoxLayout;
    cards->setContentsMargins(kCardSide, 8, kCardSide, 0);
    cards->setSpacing(8);
    for (NoticeCard* card : {trouble_, offer_}) {
        cards->addWidget(card);
        card->hide();
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(cards);
    column->addWidget(pages_, 1);
}

void HistoryTab::buildInspector()
{
    auto* guessSection = new Section(tr("The guess at this t as it learns"));
    momentsSection_->body()->addWidget(new MomentsPanel(*state_, *momentsSection_));
    guessSection->body()->addWidget(new GuessChart(*state_));
    noises_->setObjectName(QStringLiteral("startNoises"));
    noises_->setAccessibleName(tr("Start noise"));
    noises_->setToolTip(tr("What became of each start noise in the end. A click shows the way of another one."));
    noises_->setSelectable(true);
    noises_->setTopAligned(true);
    noises_->setFixedHeight(kNoisesHeight);
    connect(noises_, &ContactSheetView::selectionChanged, state_, &ClocksState::setPicture);
    noiseSection_->body()->addWidget(noises_);
    auto* about = new WrappedLabel("caption");
    about->setWords(tr("While a run trains, each preview adds a row. Nothing is drawn again later."));
    noiseSection_->body()->addWidget(about);
    auto* layout = new QVBoxLayout(inspector_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (Section* section : {momentsSection_, guessSection, noiseSection_}) {
        section->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        layout->addWidget(section);
    }
    layout->addStretch();
    inspector_->hide();
}

QWidget* HistoryTab::tools() { return tools_; }

void HistoryTab::addCommands(const AddCommand& add)
{
    addMomentCommands(add);
    add("history play", tr("Play the training clock"))
        .shownKeys("Shift Space", tr("play the training"))
        .foundBy(tr("history learn animate"))
        .disabledBy([this] { return history_.count() > 1 ? QString() : tr("There is nothing to play yet"); })
        .does([this] { state_->togglePlay(); });
    add("history guess", tr("History: the picture or the guess")).onKey(Qt::Key_V, tr("xₜ / guess")).does([this] {
        state_->showGuess(!state_->showsGuess());
    });
    Command& pinA = add("pin A", tr("History: pin this moment as A"))
                        .onKey(Qt::Key_A)
                        .foundBy(tr("compare"))
                        .disabledBy([this] { return moment(); })
                        .does([this] { state_->pin(ClocksState::A); });
    Command& pinB = add("pin B", tr("History: pin this moment as B"))
                        .onKey(Qt::Key_B)
                        .foundBy(tr("compare"))
                        .disabledBy([this] { return moment(); })
                        .does([this] { state_->pin(ClocksState::B); });
    add("pins", tr("History: pin a moment")).shownKeys("A B", tr("pin a moment")).listed(Command::Nowhere);
    Command& swap = add("swap pins", tr("History: swap A and B")).disabledBy([this] { return moment(); }).does([this] {
        state_->swapPins();
    });
    Command& save = add("export history", tr("History: save the grid as a PNG sheet"))
                        .listed(Command::Search)
                        .disabledBy([this] { return moment(); })
                        .does([this] { exportCurrent(); });
    add("open history", tr("Open the history of a run…"))
        .listed(Command::Search)
        .foundBy(tr("two clocks previews folder"))
        .does([this] { chooseRun(); });
    Command::bind(inspector_->findChild<QAbstractButton*>(QStringLiteral("pinA")), &pinA);
    Command::bind(inspector_->findChild<QAbstractButton*>(QStringLiteral("pinB")), &pinB);
    Command::bind(inspector_->findChild<QAbstractButton*>(QStringLiteral("swapPins")), &swap);
    Command::bind(tools_->findChild<QAbstractButton*>(QStringLiteral("exportHistory")), &save);
}

void HistoryTab::addMomentCommands(const AddCommand& add)
{
    add("training clock", tr("Training clock")).shownKeys("PgUp PgDn", tr("training clock"));
    const std::pair<int, int> keys[] = {
        {Qt::Key_PageUp, -1}, {Qt::Key_BracketLeft, -1}, {Qt::Key_PageDown, 1}, {Qt::Key_BracketRight, 1}};
    for (const auto& [key, by] : keys)
        add(QStringLiteral("moment by key %1").arg(key), {}).onKey(key).listed(Command::Nowhere).does([this, by = by] {
            state_->moveBy(by);
        });
}

} // namespace diffuscope::ui
