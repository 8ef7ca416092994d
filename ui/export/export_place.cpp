#include "ui/export/export_place.h"

#include "ui/export/export_jobs_list.h"
#include "ui/export/export_panel.h"
#include "ui/export/export_tiles.h"
#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/surface.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/terms/explain.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QScrollArea>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kHeadHeight = 56, kTilesWidth = 262, kSideWidth = 252, kJobsHeight = 168, kJobsLow = 104,
              kRefreshDelay = 300, kLongestAnswer = 3000; // ms, the last two
constexpr int kNarrowPlace = 900, kLowPlace = 620, kThumbSide = 110;

QString sizeWords(std::uint64_t bytes)
{
    return QLocale().formattedDataSize(qint64(bytes), bytes < 1'000'000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QString tileIcon(const CatalogEntry& format)
{
    if (format.id == "png")
        return QStringLiteral("image");
    if (format.id == "contact_sheet")
        return QStringLiteral("grid");
    return format.extension.empty() ? QStringLiteral("copy") : QStringLiteral("film");
}

// Short: the panel says more.
QString tileName(const CatalogEntry& format)
{
    const QString id = QString::fromStdString(format.id);
    if (id == QLatin1String("contact_sheet"))
        return ExportPlace::tr("Sheet");
    if (id == QLatin1String("png_sequence"))
        return ExportPlace::tr("Sequence");
    return id == QLatin1String("webp") ? QStringLiteral("WebP") : id.toUpper();
}

QString tileAbout(const CatalogEntry& format)
{
    const std::pair<const char*, QString> all[] = {{"png", ExportPlace::tr("one picture, lossless")},
                                                   {"contact_sheet", ExportPlace::tr("all pictures in a grid")},
                                                   {"png_sequence", ExportPlace::tr("a PNG for every moment")},
                                                   {"gif", ExportPlace::tr("plays everywhere")},
                                                   {"apng", ExportPlace::tr("lossless film")},
                                                   {"webp", ExportPlace::tr("small film")},
                                                   {"mp4", ExportPlace::tr("video, H.264")}};
    for (const auto& [id, words] : all)
        if (format.id == id)
            return words;
    return QString::fromStdString(format.about);
}

QLabel* captionLabel(const QString& text = {})
{
    auto* label = new QLabel(text);
    label->setProperty("role", "caption");
    return label;
}

} // namespace

ExportPlace::ExportPlace(Bridge& bridge, ExportJobs& jobs, QWidget* parent)
    : QWidget(parent), bridge_(bridge), back_(new Button(tr("Back"), QStringLiteral("chevronLeft"))),
      export_(new Button(tr("Export…"), QStringLiteral("export"), Button::Look::Primary)), title_(new QLabel),
      summary_(captionLabel()), frame_(captionLabel()), tilesArea_(new QWidget), side_(new QWidget),
      jobsArea_(new QWidget), preview_(new ExportPreview), first_(new ExportPreview), last_(new ExportPreview),
      firstWords_(captionLabel(tr("first"))), lastWords_(captionLabel(tr("last"))),
      film_(new WrappedLabel("secondary")), recipe_(new WrappedLabel("secondary")), look_(new QSlider(Qt::Horizontal)),
      list_(new ExportJobsList(jobs))
{
    setObjectName(QStringLiteral("exportPlace"));
    setAccessibleName(tr("Export"));
    setFocusPolicy(Qt::StrongFocus);
    hide();
    build();
    connect(back_, &QPushButton::clicked, this, &ExportPlace::closed);
    connect(export_, &QPushButton::clicked, this, [this] {
        if (panel_)
            panel_->choose();
    });
    connect(look_, &QSlider::valueChanged, this, [this] {
        wantedLook_.reset();
        if (look_->value() < look_->maximum())
            wantedLook_ = look_->value();
        refreshSoon();
    });
    connect(&bridge_, &Bridge::exportEstimated, this, &ExportPlace::onEstimated);
    connect(list_, &ExportJobsList::verifyRequested, this, &ExportPlace::verifyRequested);
    soon_.setSingleShot(true);
    soon_.setInterval(kRefreshDelay);
    connect(&soon_, &QTimer::timeout, this, &ExportPlace::refresh);
}

void ExportPlace::build()
{
    back_->setObjectName(QStringLiteral("exportBack"));
    back_->setToolTip(tr("Back to the canvas (Esc)"));
    export_->setObjectName(QStringLiteral("exportNow"));
    preview_->setObjectName(QStringLiteral("exportPreview"));
    preview_->setAccessibleName(tr("What the file will show"));
    look_->setObjectName(QStringLiteral("exportLook"));
    look_->setAccessibleName(tr("Frame that is shown"));
    frame_->setObjectName(QStringLiteral("exportFrame"));
    frame_->setAlignment(Qt::AlignCenter);
    summary_->setObjectName(QStringLiteral("exportSummary"));
    title_->setProperty("role", "title");
    auto* head = new QHBoxLayout;
    head->setContentsMargins(24, 12, 24, 12);
    head->setSpacing(16);
    head->addWidget(back_);
    head->addWidget(title_);
    head->addStretch(1);
    head->addWidget(summary_);
    head->addWidget(export_);
    auto* tiles = new QVBoxLayout(tilesArea_);
    tiles->setContentsMargins(0, 0, 0, 0);
    tiles->setSpacing(8);
    auto* middle = new QVBoxLayout;
    middle->setSpacing(8);
    middle->addWidget(preview_, 1);
    middle->addWidget(frame_);
    middle->addWidget(look_);
    auto* ends = new QHBoxLayout;
    ends->setSpacing(8);
    const auto end = [&ends](ExportPreview* picture, QLabel* words) {
        auto* column = new QVBoxLayout;
        picture->setFixedHeight(kThumbSide);
        column->addWidget(picture);
        column->addWidget(words);
        ends->addLayout(column, 1);
    };
    end(first_, firstWords_);
    end(last_, lastWords_);
    auto* side = new QVBoxLayout(side_);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(14);
    side->addLayout(ends);
    side->addWidget(film_);
    side->addWidget(recipe_);
    side->addStretch(1);
    auto* body = new QHBoxLayout;
    body->setContentsMargins(24, 16, 24, 12);
    body->setSpacing(24);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    tilesArea_->setAutoFillBackground(false);
    scroll->setWidget(tilesArea_);
    scroll->setFixedWidth(kTilesWidth);
    side_->setFixedWidth(kSideWidth);
    body->addWidget(scroll);
    body->addLayout(middle, 1);
    body->addWidget(side_);
    auto* jobs = new QVBoxLayout(jobsArea_);
    jobs->setContentsMargins(24, 8, 24, 8);
    jobs->setSpacing(4);
    auto* jobsHead = new QHBoxLayout;
    auto* jobsTitle = new QLabel(tr("Exports"));
    jobsTitle->setProperty("role", "title");
    jobsHead->addWidget(jobsTitle);
    jobsHead->addStretch(1);
    jobsHead->addWidget(captionLabel(tr("go on while you work")));
    jobs->addLayout(jobsHead);
    auto* rows = new QScrollArea;
    rows->setFrameShape(QFrame::NoFrame);
    rows->setWidgetResizable(true);
    rows->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    rows->setFocusPolicy(Qt::NoFocus);
    rows->viewport()->setAutoFillBackground(false);
    auto* holder = new QWidget;
    holder->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(list_);
    column->addStretch(1);
    rows->setWidget(holder);
    jobs->addWidget(rows, 1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addLayout(head);
    whole->addLayout(body, 1);
    whole->addWidget(jobsArea_);
}

void ExportPlace::open(ExportPanel* panel)
{
    close();
    panel_ = panel;
    wantedLook_.reset();
    again_ = false;
    preview_->setPicture({}); // of another mode
    first_->setPicture({}, true);
    last_->setPicture({}, true);
    for (QLabel* words : {frame_, summary_})
        words->clear();
    summaryOf_.clear();
    film_->setWords({});
    recipe_->setWords({});
    addTiles();
    panel_->setPlaced(true);
    connect(panel_, &ExportPanel::changed, this, &ExportPlace::refreshSoon);
    show();
    raise();
    arrange();
    refresh();
    setFocus();
}

void ExportPlace::close()
{
    soon_.stop();
    asked_ = 0;
    hide();
    if (!panel_)
        return;
    panel_->disconnect(this);
    panel_->setPlaced(false);
    panel_.clear();
}

void ExportPlace::addTiles()
{
    qDeleteAll(tiles_);
    tiles_.clear();
    auto* column = static_cast<QVBoxLayout*>(tilesArea_->layout());
    while (QLayoutItem* item = column->takeAt(0))
        delete item;
    for (const CatalogEntry& format : panel_->formatList()) {
        auto* tile = new FormatTile(QString::fromStdString(format.id), tileName(format), tileAbout(format),
                                    tileIcon(format), tilesArea_);
        connect(tile, &QAbstractButton::clicked, this, [this, id = tile->id()] {
            wantedLook_.reset();
            panel_->setFormat(id);
        });
        connect(tile, &FormatTile::movedBy, this, [this, at = tiles_.size()](int by) {
            FormatTile* next = tiles_[std::clamp<qsizetype>(at + by, 0, tiles_.size() - 1)];
            next->setFocus(Qt::TabFocusReason);
            next->click();
        });
        column->addWidget(tile);
        tile->show();
        tiles_.append(tile);
    }
    column->addStretch(1);
}

// Nothing is asked of the panel yet: while something plays this comes with every frame, and must not put off for ever
// what the first one began.
void ExportPlace::refreshSoon()
{
    for (FormatTile* tile : std::as_const(tiles_))
        tile->setChecked(tile->id() == panel_->formatId());
    if (!soon_.isActive())
        soon_.start();
}

// The current format first, with its picture; then how large the others would be.
void ExportPlace::refresh()
{
    if (!panel_ || !isVisible())
        return;
    again_ = asked_ != 0 && !since_.hasExpired(kLongestAnswer);
    if (again_) // what is asked is answered first
        return soon_.start();
    soon_.stop(); // else it would ask again about what is being asked, for as long as answers take longer than it does
    showHead(nullptr);
    toAsk_.clear();
    qsizetype after = 0; // the others take turns, so that each is asked about while something plays
    for (const FormatTile* tile : std::as_const(tiles_)) {
        if (tile->id() != panel_->formatId())
            toAsk_.append(tile->id());
        if (tile->id() == lastOther_)
            after = toAsk_.size();
    }
    std::rotate(toAsk_.begin(), toAsk_.begin() + after, toAsk_.end());
    toAsk_.prepend(panel_->formatId());
    askNext();
}

void ExportPlace::askNext()
{
    asked_ = 0;
    while (!toAsk_.isEmpty() && asked_ == 0 && panel_) {
        asking_ = toAsk_.takeFirst();
        auto request = panel_->request(asking_);
        if (!request || request->frames.empty())
            continue;
        if (asking_ == panel_->formatId())
            request->look = wantedLook_ ? std::size_t(*wantedLook_) : request->frames.size();
        else
            lastOther_ = asking_;
        since_.start();
        asked_ = bridge_.session().estimateExport(*request);
    }
}

void ExportPlace::onEstimated(const ExportEstimated& estimated)
{
    if (asked_ == 0 || estimated.job != asked_ || !panel_)
        return;
    for (FormatTile* tile : std::as_const(tiles_))
        if (tile->id() == asking_)
            tile->setSizeText(estimated.bytes > 0 ? sizeWords(estimated.bytes) : QString());
    if (asking_ == panel_->formatId())
        showCurrent(estimated);
    asked_ = 0;
    again_ ? refresh() : askNext();
}

void ExportPlace::showCurrent(const ExportEstimated& estimated)
{
    const bool several = estimated.frames > 1, sheet = panel_->formatId() == QLatin1String("contact_sheet");
    preview_->setPicture(toQImage(estimated.shown));
    const double zoom = preview_->zoom();
    QString words =
        estimated.shown.empty() ? tr("This cannot be written with these settings.")
        : zoom < 1 ? tr("%1 × %2 pixels, shown at %3 %").arg(estimated.width).arg(estimated.height).arg(int(100 * zoom))
                   : tr("%1 × %2 pixels, shown 1 : 1").arg(estimated.width).arg(estimated.height);
    if (several && !sheet)
        words = tr("frame %1 of %2, %3").arg(estimated.look + 1).arg(estimated.frames).arg(words);
    frame_->setText(words);
    const QSignalBlocker quiet(look_);
    look_->setRange(0, std::max(0, estimated.frames - 1));
    look_->setValue(wantedLook_.value_or(estimated.look)); // the answer may be to what was wanted before
    look_->setVisible(several && !sheet);
    for (QWidget* each : {static_cast<QWidget*>(first_), static_cast<QWidget*>(last_),
                          static_cast<QWidget*>(firstWords_), static_cast<QWidget*>(lastWords_)})
        each->setVisible(several);
    first_->setPicture(estimated.first.empty() ? QImage() : toQImage(estimated.first), true);
    last_->setPicture(estimated.last.empty() ? QImage() : toQImage(estimated.last), true);
    film_->setWords(estimated.seconds > 0 ? tr("%1 in %2 s, with the time that the last one stays.")
                                                .arg(countText(estimated.frames, tr("frame"), tr("frames")),
                                                     QLocale().toString(estimated.seconds, 'f', 1))
                                          : countText(estimated.frames, tr("picture"), tr("pictures")));
    const auto request = panel_->request();
    recipe_->setWords(
        request && !request->recipe.empty()
            ? tr("The recipe travels inside: drop the file on Diffuscope and model, seed and settings are "
                 "back.")
            : tr("No recipe is written into the file."));
    showHead(&estimated);
}

void ExportPlace::showHead(const ExportEstimated* estimated)
{
    if (!panel_)
        return;
    const QString id = panel_->formatId();
    title_->setText(tr("Export %1").arg(panel_->exportName()));
    export_->setEnabled(panel_->ready());
    QString kind = tr("figure");
    for (FormatTile* tile : std::as_const(tiles_)) {
        tile->setChecked(tile->id() == id);
        if (tile->id() == id)
            kind = tile->text().isEmpty() ? tile->accessibleName() : tile->text();
    }
    export_->setText(tr("Export %1…").arg(kind));
    QStringList parts;
    if (estimated && estimated->frames > 1)
        parts << (estimated->seconds > 0 ? countText(estimated->frames, tr("frame"), tr("frames"))
                                         : countText(estimated->frames, tr("picture"), tr("pictures")));
    if (estimated && estimated->seconds > 0)
        parts << tr("%1 s").arg(QLocale().toString(estimated->seconds, 'f', 1));
    if (estimated && estimated->bytes > 0)
        parts << tr("about %1").arg(sizeWords(estimated->bytes));
    if (estimated || std::exchange(summaryOf_, id) != id) // until the next answer comes the last one stays
        summary_->setText(parts.join(QStringLiteral(", ")));
    arrange();
}

// What says most about the file keeps its room in a small window.
void ExportPlace::arrange()
{
    side_->setVisible(width() >= kNarrowPlace);
    jobsArea_->setFixedHeight(height() < kLowPlace ? kJobsLow : kJobsHeight);
}

void ExportPlace::resizeEvent(QResizeEvent*) { arrange(); }

void ExportPlace::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), palette.canvas);
    painter.fillRect(QRectF(0, 0, width(), kHeadHeight), palette.raised);
    painter.fillRect(hairline(painter, QRectF(0, kHeadHeight, width(), 1)), palette.line);
    painter.fillRect(jobsArea_->geometry(), palette.surface);
    painter.fillRect(hairline(painter, QRectF(0, jobsArea_->y(), width(), 1)), palette.line);
}

} // namespace diffuscope::ui
