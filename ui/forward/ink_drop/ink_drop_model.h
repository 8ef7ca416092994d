#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace diffuscope::ui {

// A drop of heavy ink falling into still water, as a plane flow that is really solved: Boussinesq's equations for
// vorticity w and stream function p,  Dw/Dt = g dc/dx + v lap w,  lap p = -w,  with the ink c carried along. The flow
// rolls the drop into a pair of vortices and a stem, as Rayleigh (1883) and Taylor (1950) explain. Molecular diffusion
// is the heat kernel over what was carried, growing with the clock until nothing but the mean is left.
//
// Units: the panel is 1 high and 2 kColumns / kRows wide, closed by walls; the flow is symmetric about the middle, so
// only its right half is computed. Time is the share of the diffusion process, 0 (the drop) to 1 (uniform), and nothing
// else: no clock, no random number. Pure numbers, no Qt. One thread may advance() while others read what is there.
class InkDropModel {
public:
    static constexpr int kColumns = 152, kRows = 120; // of the right half
    static constexpr int kFrames = 49;                // even shares of the time from 0 to 1

    InkDropModel();
    bool finished() const { return frames_ == kFrames; }
    int frames() const { return frames_; } // computed so far
    void advance();                        // one time step, some milliseconds
    // Ink at a time, kRows * kColumns of the right half, top left first, 0 none .. 1 pure; between two frames their
    // blend. A time that isn't computed yet is answered with the last that is.
    void at(double time, std::vector<float>& ink) const;

private:
    void step();
    void solveStream();
    void moveVorticity(double dt);
    void moveInk();
    void traceBack(double dt);
    void velocityAt(double x, double y, double& u, double& v) const;
    void buoyancy(double dt);
    void diffuseInto(double spread);
    void keepFrame();

    std::vector<float> ink_, nextInk_;                                     // fine grid, cell centres
    std::vector<float> vorticity_, next_, stream_, u_, v_, backX_, backY_; // nodes of the coarse grid
    std::vector<float> sines_, cosinesX_, cosinesY_, work_;                // transforms
    std::vector<std::uint16_t> kept_;
    std::atomic<int> frames_ = 0; // of kept_ that are written
    int steps_ = 0;
};

} // namespace diffuscope::ui
