namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The learning rate times gamma every <paramref name="step_size"/> steps.</summary>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma, int last_epoch, bool verbose) =>
                new Steps(optimizer, step_size, gamma, last_epoch, verbose);

            private sealed class Steps : LRScheduler
            {
                private readonly int size;
                private readonly double gamma;

                public Steps(Optimizer optimizer, int size, double gamma, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    this.size = size;
                    this.gamma = gamma;
                    Apply();
                }

                private protected override double At(int step, double initial) => initial * Math.Pow(gamma, step / size);
            }
        }
    }
}
