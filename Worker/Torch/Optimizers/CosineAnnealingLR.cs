namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>From the initial learning rate to <paramref name="eta_min"/> along half a cosine of <paramref name="T_max"/> steps.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min, int last_epoch, bool verbose) =>
                new CosineAnnealing(optimizer, T_max, eta_min, last_epoch, verbose);

            private sealed class CosineAnnealing : LRScheduler
            {
                private readonly double length;
                private readonly double lowest;

                public CosineAnnealing(Optimizer optimizer, double length, double lowest, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    this.length = length;
                    this.lowest = lowest;
                    Apply();
                }

                private protected override double At(int step, double initial) =>
                    lowest + ((initial - lowest) * (1 + Math.Cos(Math.PI * step / length)) / 2);
            }
        }
    }
}
