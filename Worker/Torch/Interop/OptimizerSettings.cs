using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// The structs of Native/optimizers.cpp, field by field; a flag is 0 or 1.

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AdamSettings(
    double Rate, double Beta1, double Beta2, double Eps, double WeightDecay, int Decoupled, int Amsgrad, int Maximize);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SgdSettings(
    double Rate, double Momentum, double Dampening, double WeightDecay, int Nesterov, int Maximize);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RmsPropSettings(
    double Rate, double Alpha, double Eps, double WeightDecay, double Momentum, int Centered, int Maximize);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AdagradSettings(double Rate, double RateDecay, double WeightDecay, double Eps);

[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AdadeltaSettings(double Rate, double Rho, double Eps, double WeightDecay, int Maximize);
