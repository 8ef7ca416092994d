#pragma once
#include "core/session/catalog.h"
#include "ui/bridge/bridge.h"
#include "ui/export/figure.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/form/segmented_control.h"

#include <QMap>
#include <QSet>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <optional>

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace diffuscope::ui {

class WrappedLabel;
class ParamForm;

// Writes what a workspace shows to a file: format, its settings, whether one sample or all of them, then where. The
// formats are the core's (pictures) and, where the workspace offers figures, drawings of the window's own. Says what
// the file will be, and shows its first frame, soon after a setting or the content has changed. Several files wait for
// each other; how each ended is said by the window, wherever people are by then.
class ExportPanel : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Picture, Sheet, Sequence }; // one picture now, all pictures now, the pictures over time
    struct Content {
        ImageSequence frames;
        std::string recipe;
        QString name;   // file name without its extension
        Image original; // what the pictures were made from; may be empty
        std::function<std::string(std::size_t frame)> recipeOfFrame = {}; // of a file a frame; see ExportRequest
        std::string captions = {};                                    // below the pictures of a sheet, with | between
        std::function<std::string(std::size_t frame)> captionOf = {}; // below a frame; see ExportRequest
        std::function<std::string(std::size_t frame, bool greek)> equationOf = {};
    };
    using Source = std::function<Content(Kind kind, bool allSamples)>;
    using Specs = std::function<std::vector<ParamSpec>(Kind kind)>;

    ExportPanel(Bridge& bridge, Source source, QWidget* parent = nullptr);
    void setFigures(const QList<FigureOffer>& figures); // listed after the formats, as "figure:ID"
    void setContentSpecs(Specs specs);                  // settings of what is exported, before those of the format
    ParamValues contentValues() const;                  // what they are set to; for the source
    void setReady(bool ready, const QString& reason);   // is there anything to export?
    void setFormat(const QString& id);
    void setParams(const ParamValues& values); // of the format shown
    void setAllSamples(bool all);
    void setScopeShown(bool shown);       // false: there is only one sample
    void choose();                        // asks where, without blocking
    void exportTo(const QString& target); // writes there, as what the name's ending says; a false one is refused
    bool asked(JobId job) const { return mine_.contains(job); } // one of this panel's exports
    void contentChanged();                                      // what the source would give is another now

    // For a place that shows more of it than the panel does.
    const std::vector<CatalogEntry>& formatList() const { return formats_; }
    QString formatId() const;                                // "figure:ID" for a figure
    QString exportName() const;                              // without its extension
    bool showsFigure() const { return figure() != nullptr; } // a drawing rather than pictures
    bool ready() const { return ready_; }
    // What would be written, without its target. `format`: another than the current one, with the settings that both
    // have. None: it is a figure, or there is nothing to export.
    std::optional<ExportRequest> request(const QString& format = {}) const;
    void setPlaced(bool placed); // such a place shows the estimate and has the button

Q_SIGNALS:
    void statusMessage(const QString& text);
    void changed(); // a setting, the format or the content

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void chooseFormat();
    Content content(const CatalogEntry& format) const;
    static Kind kindOf(const CatalogEntry& format);
    ExportRequest requestOf(const CatalogEntry& format, Content content) const; // without its target
    std::vector<ParamSpec> ownSpecs(const CatalogEntry& format) const;          // as far as they are people's to set
    void estimateSoon();
    void estimateNow();
    void onEstimated(const ExportEstimated& estimated);
    bool keepsMetadata() const;
    QString extension() const;
    QList<FileKind> fileKinds() const;
    void refuse(const QString& target, const QString& trouble, const QString& advice);
    void rememberFile();
    void showOfFile(const ParamValues& values); // of a figure
    QString fileName();
    void began(JobId job, const QString& target);
    const FigureOffer* figure() const; // null: a format of pictures
    ParamValues valuesOf(const std::vector<ParamSpec>& specs) const;
    void onProgress(const ExportProgress& progress);
    void onEnded(JobId job, bool cancelled);

    Bridge& bridge_;
    Source source_;
    Specs contentSpecs_;
    QList<FigureOffer> figures_;
    QComboBox* format_;
    SegmentedControl* scope_;
    ParamForm* params_;
    WrappedLabel *about_, *estimate_;
    QLabel* first_; // frame
    Button* export_;
    QVBoxLayout* column_;
    std::vector<CatalogEntry> formats_;
    CatalogEntry current_;
    QSet<JobId> mine_;
    QMap<JobId, QString> writing_;            // where to
    QMap<QString, ParamValues> formatValues_; // as they were left, by format
    JobId estimating_ = 0;
    QTimer estimateTimer_;
    mutable std::optional<Kind> askedFor_; // while the source is asked
    bool ready_ = false, scopeShown_ = true, placed_ = false;
    QString reason_;
};

} // namespace diffuscope::ui
