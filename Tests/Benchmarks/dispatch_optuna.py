"""No-op trials through Optuna's storage: dispatch_optuna.py URL STUDY SECONDS. Ends with a line of JSON."""
import json
import sys
import time

import optuna

url, study, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
optuna.logging.set_verbosity(optuna.logging.ERROR)
sampler = optuna.samplers.RandomSampler(seed=1)
study = optuna.create_study(storage=url, study_name=study, sampler=sampler, load_if_exists=True)
print("ready", flush=True)
sys.stdin.read()
begun, trials = time.monotonic(), 0
while time.monotonic() - begun < seconds:
    trial = study.ask()
    trial.suggest_float("learning_rate", 1e-4, 1e-1, log=True)
    trial.suggest_categorical("loss", ["bce", "focal", "weighted_bce"])
    for epoch in (1, 2):
        trial.report(0.5, epoch)
    study.tell(trial, 0.5)
    trials += 1
print(json.dumps({"trials": trials, "seconds": time.monotonic() - begun, "cpu": time.process_time()}))
