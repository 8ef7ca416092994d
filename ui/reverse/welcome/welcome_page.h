#pragma once
#include "core/base/image/image.h"
#include "core/messages/model_events.h"
#include "core/messages/sample_events.h"
#include "ui/widgets/controls/surface.h"

#include <QImage>
#include <QList>

#include <vector>

class QLabel;
class QPushButton;

namespace diffuscope::ui {

class ContactSheetView;
class Door;
class NumberLabel;
class WrappedLabel;

// The first page, a state of Watch: the samples of a walk that runs, large, and beside them three ways on.
class WelcomePage : public Surface {
    Q_OBJECT
public:
    explicit WelcomePage(QWidget* parent = nullptr);
    // The model that draws. `others`: what else could, as catalog entries do.
    void setModel(const ModelOpened& model);
    void setNames(const QStringList& names, const QStringList& shortNames); // of the samples, as ContactSheetView
    void setExpected(int pictures);                                         // dashed cells until they come
    void show(const std::vector<Image>& states, int step, int picture);
    void setDataset(const std::vector<Image>& pictures); // of the open one: the third door shows some
    void focusDoor();                                    // the first

Q_SIGNALS:
    void watchWanted(int picture);
    void pictureWanted();                  // one to be opened
    void folderWanted();                   // one to be trained on
    void modelWanted(const QString& path); // another starter

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    void arrange();
    void connectDoors();
    NumberLabel* caption_;
    ContactSheetView* sheet_;
    QLabel* title_;
    WrappedLabel* lead_;
    QList<Door*> doors_;
    QLabel* network_;
    QPushButton* other_;
    QString otherPath_;
};

} // namespace diffuscope::ui
