/* Nothing: the admin draws its charts as the other faces do (templates/components/chart_scripts.html).
   This takes the place of a library of 200 KB that every page would read and none would use. */
