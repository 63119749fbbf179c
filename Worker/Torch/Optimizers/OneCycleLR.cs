using static TorchSharp.torch.optim.lr_scheduler.impl.OneCycleLR;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// One cycle, arXiv:1708.07120: up from max_lr / div_factor to max_lr in pct_start of all steps, then down to
            /// max_lr / div_factor / final_div_factor. Steps are total_steps, or epochs * steps_per_epoch where that is -1.
            /// </summary>
            /// <exception cref="ArgumentException">The momentum is to be cycled, or three phases are asked for.</exception>
            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps, int epochs, int steps_per_epoch, double pct_start, AnnealStrategy anneal_strategy, bool cycle_momentum, double base_momentum, double max_momentum, double div_factor, double final_div_factor, bool three_phase, int last_epoch, bool verbose)
            {
                if (cycle_momentum || three_phase)
                {
                    throw new ArgumentException("OneCycleLR here cycles the learning rate in two phases: cycle_momentum and three_phase must be false");
                }
                var length = total_steps > 0 ? total_steps : epochs * steps_per_epoch;
                var first = max_lr / div_factor;
                return new OneCycle(optimizer, length, pct_start, anneal_strategy, first, max_lr, first / final_div_factor, last_epoch, verbose);
            }

            private sealed class OneCycle : LRScheduler
            {
                private readonly double rise;
                private readonly double end;
                private readonly AnnealStrategy strategy;
                private readonly double first;
                private readonly double top;
                private readonly double last;

                public OneCycle(Optimizer optimizer, int length, double share, AnnealStrategy strategy, double first, double top, double last, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    rise = (share * length) - 1;
                    end = length - 1;
                    this.strategy = strategy;
                    this.first = first;
                    this.top = top;
                    this.last = last;
                    Apply();
                }

                private protected override double At(int step, double initial) =>
                    step <= rise ? Between(first, top, step / rise) : Between(top, last, (step - rise) / (end - rise));

                private double Between(double from, double to, double share) => strategy == AnnealStrategy.Linear
                    ? from + ((to - from) * share)
                    : to + ((from - to) * (1 + Math.Cos(Math.PI * share)) / 2);
            }

            public static class impl
            {
                public static class OneCycleLR
                {
                    /// <summary>The shape of a phase.</summary>
                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }
                }
            }
        }
    }
}
