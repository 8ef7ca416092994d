#pragma once
#include "core/session/catalog.h"
#include "ui/bridge/bridge.h"
#include "ui/export/figure.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/form/segmented_control.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace diffuscope::ui {

class WrappedLabel;
class ParamForm;

// Writes what a workspace shows to a file: format, its settings, whether one sample or all of them, then where. The
// formats are the core's (pictures) and, where the workspace offers figures, drawings of the window's own. Says what
// the file will be, and shows its first frame, soon after a setting has changed. One file at a time, which can be
// cancelled; how it ended is said by the window, wherever people are by then.
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
        std::string captions = {}; // below the pictures of a sheet, with | between
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
    void cancel();                        // what is being written; leaves nothing behind
    bool asked(JobId job) const { return job != 0 && job == asked_; } // this panel's newest export

Q_SIGNALS:
    void statusMessage(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void chooseFormat();
    Content content() const;
    Kind kind() const;
    ExportRequest requestOf(Content content) const; // without its target
    std::vector<ParamSpec> ownSpecs() const;        // of the format, as far as they are people's to set
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
    const FigureOffer* figure() const; // null: a format of pictures
    ParamValues valuesOf(const std::vector<ParamSpec>& specs) const;
    void onProgress(const ExportProgress& progress);
    void onEnded(JobId job, bool cancelled);
    void showBusy();

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
    JobId job_ = 0, asked_ = 0; // running; newest
    JobId estimating_ = 0;
    QTimer estimateTimer_;
    QString writing_; // its name
    bool cancelling_ = false, ready_ = false, scopeShown_ = true;
    QString reason_;
};

} // namespace diffuscope::ui
