namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of an optimizer as a function of how often it was stepped; making it is step 0.</summary>
            public abstract class LRScheduler
            {
                private readonly ILearningRateController[] groups;
                private int steps;

                private protected LRScheduler(Optimizer optimizer, int last_epoch, bool verbose)
                {
                    if (last_epoch != -1 || verbose)
                    {
                        throw new ArgumentException("a scheduler here begins anew and in silence: last_epoch must be -1 and verbose false");
                    }
                    groups = [.. optimizer.ParamGroups];
                    foreach (var group in groups)
                    {
                        group.InitialLearningRate = group.LearningRate;
                    }
                }

                /// <summary>Sets the next learning rate: once an epoch, or once a batch for OneCycleLR.</summary>
                public virtual void step()
                {
                    steps++;
                    Apply();
                }

                public IEnumerable<double> get_last_lr() => groups.Select(group => group.LearningRate);

                private protected abstract double At(int step, double initial);

                private protected void Apply()
                {
                    foreach (var group in groups)
                    {
                        group.LearningRate = At(steps, group.InitialLearningRate);
                    }
                }
            }
        }
    }
}
