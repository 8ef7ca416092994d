#pragma once
#include "core/session/catalog.h"
#include "ui/bridge/bridge.h"

#include <QWidget>

#include <functional>

class QComboBox;

namespace diffuscope::ui {

class Button;
class NoticeCard;
class WrappedLabel;
class ParamForm;
class SegmentedControl;

// Writes what a workspace shows to a file: format, its settings, whether one sample or all of them, then where.
class ExportPanel : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Picture, Sheet, Sequence }; // one picture now, all pictures now, the pictures over time
    struct Content {
        ImageSequence frames;
        std::string recipe;
        QString name; // file name without its extension
    };
    using Source = std::function<Content(Kind kind, bool allSamples)>;

    ExportPanel(Bridge& bridge, Source source, QWidget* parent = nullptr);
    void setReady(bool ready, const QString& reason); // is there anything to export?
    void setFormat(const QString& id);
    void setAllSamples(bool all);
    void setScopeShown(bool shown);       // false: there is only one sample
    void choose();                        // asks where, without blocking
    void exportTo(const QString& target); // writes there

Q_SIGNALS:
    void statusMessage(const QString& text);

private:
    void chooseFormat();
    Content content() const;
    Kind kind() const;
    void onExported(const Exported& result);
    void onFailed(const Failed& failure);

    Bridge& bridge_;
    Source source_;
    QComboBox* format_;
    SegmentedControl* scope_;
    ParamForm* params_;
    WrappedLabel* about_;
    Button* export_;
    NoticeCard* notice_;
    std::vector<CatalogEntry> formats_;
    CatalogEntry current_;
    JobId job_ = 0;
    bool ready_ = false, scopeShown_ = true;
    QString reason_;
};

} // namespace diffuscope::ui
